import assert from 'node:assert/strict'
import { test } from 'node:test'
import { guests, joinSilently } from './kit/crowd.ts'
import { allSeeAll, hearsSomebody } from './kit/media.ts'
import type { Participant } from './kit/participant.ts'
import { scenes } from './kit/scene.ts'

const scene = scenes((config) => {
  config.media.workers = 2
})

// The first ten of a room stay together on one worker.
const TOGETHER = 10

/** The ports of the server to which a page sends and from which it receives. */
async function serverPorts(person: Participant): Promise<number[]> {
  const { paths } = await person.read()
  return [...new Set(paths.map(({ remotePort }) => remotePort))]
}

test(
  'people on two workers see and hear each other, and their messages arrive',
  scene(async (stage) => {
    await joinSilently(stage, guests(TOGETHER - 1))
    const ada = await stage.join('Ada', { browser: 'speaking' })
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
