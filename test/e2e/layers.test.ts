import { test } from 'node:test'
import { waitFor } from '../../tools/harness/wait-for.ts'
import { seesMoving } from './kit/media.ts'
import { LARGE_WINDOW, type Participant } from './kit/participant.ts'
import { scenes } from './kit/scene.ts'

const scene = scenes()

// Three layers need a capture of 1280x720 and a window to show them in.
const DEFAULT = { camera: 'default' } as const

// The sender's own bandwidth estimate decides when the top layer begins.
const LAYER_TIMEOUT_MS = 30_000

/** Waits until a tile's picture arrives with a height, and moves. */
async function receivesHeight(viewer: Participant, label: string, heights: readonly number[]): Promise<void> {
  await waitFor(
    `${viewer.name} receives ${label} with ${heights.join(' or ')} lines`,
    async () => {
      const tile = await viewer.tileReading(label)
      const seen = tile?.inbound?.frameHeight ?? 0
      if (heights.includes(seen)) return true
      return `${seen} lines in a tile of ${tile?.width}x${tile?.height}`
    },
    { timeoutMs: LAYER_TIMEOUT_MS },
  )
  await seesMoving(viewer, label)
}

test(
  'the layer follows the size of the tile when the window changes, both ways',
  scene(async ({ join }) => {
    const [, bo] = await Promise.all([join('Ada', DEFAULT), join('Bo', DEFAULT)])
    await receivesHeight(bo, 'Ada', [720])
    await bo.page.setViewportSize({ width: 380, height: 640 })
    await receivesHeight(bo, 'Ada', [180])
    await bo.page.setViewportSize(LARGE_WINDOW)
    await receivesHeight(bo, 'Ada', [720])
  }),
)

test(
  'a pinned person comes in the best quality, the others in less, until the pin is taken off',
  scene(async ({ join }) => {
    const [, , cy] = await Promise.all([join('Ada', DEFAULT), join('Bo', DEFAULT), join('Cy', DEFAULT)])
    await receivesHeight(cy, 'Ada', [360])
    await cy.tile('Ada').hover()
    await cy.tile('Ada').getByRole('button', { name: 'Pin Ada' }).click()
    await receivesHeight(cy, 'Ada', [720])
    await receivesHeight(cy, 'Bo', [180])
    await cy.tile('Ada').hover()
    await cy.tile('Ada').getByRole('button', { name: 'Unpin Ada' }).click()
    await receivesHeight(cy, 'Ada', [360])
    await receivesHeight(cy, 'Bo', [360])
  }),
)
