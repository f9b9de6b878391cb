import assert from 'node:assert/strict'
import { test } from 'node:test'
import { waitFor, steadily } from '../../tools/harness/wait-for.ts'
import { allSeeAll, hearsNothing, hearsSomebody } from './kit/media.ts'
import type { Participant } from './kit/participant.ts'
import { scenes } from './kit/scene.ts'

const scene = scenes()

async function speakers(viewer: Participant): Promise<string> {
  const { tiles } = await viewer.read()
  const speaking = tiles.filter((tile) => tile.speaking === 'true')
  return speaking.map(({ label }) => label).join(', ')
}

/** Waits until these and no others are highlighted. */
async function highlights(viewer: Participant, name: string): Promise<void> {
  await waitFor(`${viewer.name} sees "${name}" speak`, async () => {
    const seen = await speakers(viewer)
    return seen === name || `"${seen}" speaks`
  })
}

/** Waits until the microphone's own encoder has next to nothing to send. */
async function sendsSilence(person: Participant): Promise<void> {
  const WINDOW_MS = 1000
  const SPEECH_BYTES = 1000
  const sent = async (): Promise<number> => {
    const { outbound } = await person.read()
    return outbound.filter(({ kind }) => kind === 'audio').reduce((sum, { bytesSent }) => sum + bytesSent, 0)
  }
  let before = { bytes: await sent(), at: Date.now() }
  await waitFor(`${person.name} sends silence`, async () => {
    if (Date.now() - before.at < WINDOW_MS) return 'looking'
    const last = before
    before = { bytes: await sent(), at: Date.now() }
    const bytes = before.bytes - last.bytes
    return bytes < SPEECH_BYTES || `${bytes} bytes in ${before.at - last.at} ms`
  })
}

/** Label of the largest tile. */
async function largest(viewer: Participant): Promise<string> {
  const { tiles } = await viewer.read()
  const bySize = tiles.sort((a, b) => b.width * b.height - a.width * a.height)
  const [first, second] = bySize
  assert.ok(first && second)
  // Equal tiles are a grid, in which nobody is large.
  return first.width > second.width * 1.5 ? first.label : 'nobody'
}

test(
  'the highlight follows whoever speaks, for everybody, and leaves the silent alone',
  scene(async ({ join }) => {
    const [ada, dee, bo] = await Promise.all([
      join('Ada', { browser: 'speaking' }),
      join('Dee', { browser: 'speaking' }),
      join('Bo'),
    ])
    await dee.press('Mute microphone')
    await allSeeAll([bo, ada])
    for (const viewer of [bo, dee, ada]) await highlights(viewer, 'Ada')
    await steadily(
      'the silent are not highlighted',
      async () => {
        const seen = await speakers(bo)
        return /Bo|Dee/.test(seen) ? seen : true
      },
      { forMs: 1500 },
    )

    await ada.press('Mute microphone')
    for (const viewer of [bo, dee, ada]) await highlights(viewer, '')
    await dee.press('Unmute microphone')
    for (const viewer of [bo, ada, dee]) await highlights(viewer, 'Dee')
  }),
)

test(
  'the speaker layout gives the stage to whoever speaks',
  scene(async ({ join }) => {
    const [ada, dee, bo] = await Promise.all([
      join('Ada', { browser: 'speaking' }),
      join('Dee', { browser: 'speaking' }),
      join('Bo'),
    ])
    await dee.press('Mute microphone')
    await bo.press('Layout')
    await bo.page.getByRole('menuitemradio', { name: 'Speaker' }).click()
    const takesStage = (name: string) =>
      waitFor(`${name} takes the stage`, async () => {
        const seen = await largest(bo)
        return seen === name || `${seen} is large`
      })
    await takesStage('Ada')
    await ada.press('Mute microphone')
    await dee.press('Unmute microphone')
    await takesStage('Dee')
    // Silence gives the stage to nobody else.
    await dee.press('Mute microphone')
    await highlights(bo, '')
    await steadily(
      'the last speaker keeps the stage',
      async () => {
        const seen = await largest(bo)
        return seen === 'Dee' || `${seen} is large`
      },
      { forMs: 2500 },
    )
    await bo.press('Layout')
    await bo.page.getByRole('menuitemradio', { name: 'Grid' }).click()
    await takesStage('nobody')
  }),
)

test(
  'who is muted is not heard, is marked for everybody, and is heard again after unmuting',
  scene(async ({ join }) => {
    const [ada, bo] = await Promise.all([join('Ada', { browser: 'speaking' }), join('Bo')])
    await hearsSomebody(bo)
    const mark = bo.tile('Ada').getByRole('img', { name: 'Microphone is off' })
    assert.equal(await mark.count(), 0)

    await ada.press('Mute microphone')
    await mark.waitFor()
    await ada.tile('Ada').getByRole('img', { name: 'Microphone is off' }).waitFor()
    await hearsNothing(bo)
    await highlights(bo, '')
    await sendsSilence(ada)

    await ada.press('Unmute microphone')
    await mark.waitFor({ state: 'detached' })
    await hearsSomebody(bo)
    await highlights(bo, 'Ada')
  }),
)

test(
  'who talks while muted is told so',
  scene(async ({ join }) => {
    const ada = await join('Ada', { browser: 'speaking' })
    await ada.press('Mute microphone')
    await ada.page.getByText('You are muted.').waitFor()
    await ada.press('Unmute microphone')
    await ada.page.getByText('You are muted.').waitFor({ state: 'detached' })
  }),
)
