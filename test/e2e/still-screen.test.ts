import assert from 'node:assert/strict'
import { test } from 'node:test'
import { scaled } from '../../tools/harness/machine-speed.ts'
import { steadily } from '../../tools/harness/wait-for.ts'
import type { Participant } from './kit/participant.ts'
import { scenes, type Scene } from './kit/scene.ts'
import { Slides, watchSlides, type Seen } from './kit/slides.ts'

const scene = scenes()

const SCREEN = 'Ada – screen'
/** From here on small text can be read: the same text, encoded at once and in full, has 0.96. */
const LEGIBLE = 0.9
/** Seconds for which a page stands still; set longer ones by hand, `STILL_SECONDS=120,600`. */
const STILL_SECONDS = (process.env.STILL_SECONDS ?? '5,30').split(',').map(Number)

// The large window lets the tab be captured in full.
const SHARING = { browser: 'sharing', camera: 'default' } as const
const VIEWING = { browser: 'deviceless' } as const

/** In time, and to be read by then. */
function assertSharp(what: string, { delayMs, similarity }: Seen): void {
  assert.ok(delayMs <= scaled(1000), `${what}: came after ${delayMs} ms`)
  assert.ok(similarity >= LEGIBLE, `${what}: a similarity of ${similarity.toFixed(3)} after a second`)
}

/** What a viewer is told about the picture and its own line; nothing while all is well. */
async function complaints(viewer: Participant): Promise<string> {
  const tile = await viewer.tileReading(SCREEN)
  const status = await viewer.page.getByRole('status').allTextContents()
  return [tile?.trouble, ...status.filter((text) => text !== 'Connected')].filter(Boolean).join(', ')
}

async function share(ada: Participant): Promise<void> {
  await ada.press('Share screen')
  await ada.control('Stop sharing').waitFor()
}

/** Ada shares her slides, and Bo sees the first one. */
async function showSlides(join: Scene['join']): Promise<{ slides: Slides; bo: Participant }> {
  const ada = await join('Ada', SHARING)
  const slides = await Slides.open(ada)
  const bo = await join('Bo', VIEWING)
  await share(ada)
  await bo.tile(SCREEN).waitFor()
  await watchSlides(bo, SCREEN)
  await slides.seenBy(bo, 1)
  return { slides, bo }
}

async function isEncoding(sharer: Participant): Promise<boolean> {
  const [screen] = (await sharer.read()).outbound.filter(({ kind }) => kind === 'video')
  return screen?.active === true
}

test(
  'a page that stood still is followed by the next one within a second, legible, and nobody is told of a slow line',
  scene(async ({ join }) => {
    const { slides, bo } = await showSlides(join)
    let slide = 1
    for (const seconds of STILL_SECONDS) {
      await steadily(
        'nothing is said of a page that stands still',
        async () => (await complaints(bo)) || true,
        { forMs: seconds * 1000 },
      )
      // One after the other, as people look for a place.
      for (let step = 0; step < 3; step += 1) {
        slide += 1
        await slides.show(slide)
        assertSharp(`slide ${slide} after ${seconds} s`, await slides.seenBy(bo, slide))
        assert.equal(await complaints(bo), '')
      }
    }
  }),
)

test(
  'who comes late sees a page that stands still at once, whether others look or not',
  scene(async ({ join }) => {
    const ada = await join('Ada', SHARING)
    const slides = await Slides.open(ada)
    await share(ada)
    // Longer than the server waits before it says that nobody looks.
    await steadily('the encoder of a screen stays on', async () => isEncoding(ada), { forMs: 4000 })
    // Several, because each begins at another moment of the encoder and of the line.
    for (const name of ['Bo', 'Cy', 'Di']) {
      const viewer = await join(name, VIEWING)
      const came = Date.now()
      await watchSlides(viewer, SCREEN)
      assertSharp(name, await slides.seenBy(viewer, 1, came))
      assert.equal(await complaints(viewer), '')
    }
  }),
)

test(
  'a text that is scrolled is followed, and is legible once it stands',
  scene(async ({ join }) => {
    const { slides, bo } = await showSlides(join)
    const LAST = 25
    for (let line = 2; line <= LAST; line += 1) await slides.scroll(line)
    assertSharp('the end of the text', await slides.seenBy(bo, LAST))
    assert.equal(await complaints(bo), '')
  }),
)
