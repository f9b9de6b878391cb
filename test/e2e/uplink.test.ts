/// <reference lib="dom" />
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { waitFor } from '../../tools/harness/wait-for.ts'
import { hearsSomebody, seesMoving, seesOneself } from './kit/media.ts'
import type { Participant } from './kit/participant.ts'
import { scenes } from './kit/scene.ts'

const scene = scenes()

/** Runs in the page: lets a test decide whether the window is hidden. */
function pretendToHide(): void {
  Object.defineProperty(document, 'hidden', { get: () => document.documentElement.dataset.away === 'true' })
}

async function setHidden(person: Participant, hidden: boolean): Promise<void> {
  await person.page.evaluate((away) => {
    document.documentElement.dataset.away = String(away)
    document.dispatchEvent(new Event('visibilitychange'))
  }, hidden)
}

/** Waits until no layer of the camera is encoded, and nothing more of it is sent. */
async function sendsNoPicture(person: Participant): Promise<void> {
  const WINDOW_MS = 1000
  let before = { bytes: -1, at: Date.now() }
  await waitFor(`${person.name} sends no picture`, async () => {
    const layers = (await person.read()).outbound.filter(({ kind }) => kind === 'video')
    const active = layers.filter((layer) => layer.active).length
    if (active > 0) return `${active} of ${layers.length} layers are active`
    const bytes = layers.reduce((sum, { bytesSent }) => sum + bytesSent, 0)
    if (bytes !== before.bytes) {
      before = { bytes, at: Date.now() }
      return `${bytes} bytes and counting`
    }
    return Date.now() - before.at >= WINDOW_MS || 'the last packet is too recent'
  })
}

test(
  'whom nobody shows sends no picture, notices nothing, and is seen again at once',
  scene(async ({ join }) => {
    const ada = await join('Ada', { browser: 'speaking' })
    const bo = await join('Bo', { prepare: pretendToHide })
    await seesMoving(bo, 'Ada')
    await seesMoving(ada, 'Bo')

    await setHidden(bo, true)
    await sendsNoPicture(ada)
    assert.equal((await bo.read()).videos, 0, 'a hidden page still receives pictures')
    await hearsSomebody(bo)
    // Ada is on camera as before, for herself and for everybody else.
    await seesOneself(ada)
    assert.equal(await ada.control('Turn camera off').count(), 1)
    await seesMoving(ada, 'Bo')
    await bo.press('People')
    const row = bo.people.getByRole('listitem').filter({ hasText: 'Ada' })
    await row.getByRole('img', { name: 'Camera on' }).waitFor()
    assert.equal((await bo.tileReading('Ada'))?.trouble, '', 'the tile complains')

    await setHidden(bo, false)
    await seesMoving(bo, 'Ada')
  }),
)
