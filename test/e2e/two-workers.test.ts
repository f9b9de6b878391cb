import assert from 'node:assert/strict'
import { test } from 'node:test'
import { allSeeAll, hearsSomebody } from './kit/media.ts'
import type { Participant } from './kit/participant.ts'
import { scenes } from './kit/scene.ts'

// From half of a core on, the next people of a room go to another worker.
const BUSY = 0.6
let homeCpu = 0

const scene = scenes(
  (config) => void (config.media.workers = 2),
  (position) => (position === 0 ? homeCpu : 0),
)

/** The ports of the server to which a page sends and from which it receives. */
async function serverPorts(person: Participant): Promise<number[]> {
  const { paths } = await person.read()
  return [...new Set(paths.map(({ remotePort }) => remotePort))]
}

test(
  'people on two workers see and hear each other, and their messages arrive',
  scene(async (stage) => {
    const ada = await stage.join('Ada', { browser: 'speaking' })
    homeCpu = BUSY
    const bo = await stage.join('Bo', { browser: 'speaking' })

    await allSeeAll([ada, bo])
    const [here, there] = await Promise.all([serverPorts(ada), serverPorts(bo)])
    assert.equal(here.length, 1, `Ada uses the ports ${here.join(', ')}`)
    assert.equal(there.length, 1, `Bo uses the ports ${there.join(', ')}`)
    assert.notEqual(here[0], there[0], 'both are on one worker')

    for (const listener of [ada, bo]) await hearsSomebody(listener)
    for (const person of [ada, bo]) await person.press('Chat')
    await ada.say('Hello from one worker')
    await bo.messages.getByText('Hello from one worker').waitFor()
    await bo.say('Hello from the other')
    await ada.messages.getByText('Hello from the other').waitFor()
  }),
)
