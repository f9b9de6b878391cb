import assert from 'node:assert/strict'
import { test } from 'node:test'
import { guests, joinNative } from './kit/crowd.ts'
import { waitFor } from '../../tools/harness/wait-for.ts'
import { seesMoving } from './kit/media.ts'
import type { Participant } from './kit/participant.ts'
import { scenes } from './kit/scene.ts'

const scene = scenes()

/** Two rows of four tiles fit into it. */
const LOW_WINDOW = { context: { viewport: { width: 640, height: 340 } } }
const PER_PAGE = 8

/** Waits until exactly so many pictures arrive. */
async function receives(viewer: Participant, count: number): Promise<void> {
  await waitFor(`${viewer.name} receives ${count} pictures`, async () => {
    const { videos } = await viewer.read()
    return videos === count || `${videos} arrive`
  })
}

async function turnTo(viewer: Participant, name: 'Next page' | 'Previous page'): Promise<void> {
  await viewer.page.getByRole('button', { name }).click()
}

test(
  'pictures of other pages do not arrive, and turning the page brings them',
  scene(async (stage) => {
    const ada = await stage.join('Ada')
    const fillers = guests(PER_PAGE - 1)
    for (const name of fillers) {
      const guest = await joinNative(stage, name)
      await guest.publishCamera({ framesPerSecond: 5, bitrates: [20_000], layers: 1 })
    }
    const bo = await stage.join('Bo')
    const cy = await stage.join('Cy', { ...LOW_WINDOW, cameraOff: true })

    await cy.showsTiles(['Ada', ...fillers, 'Cy'])
    await seesMoving(cy, 'Ada')
    await receives(cy, PER_PAGE)

    await turnTo(cy, 'Next page')
    await cy.showsTiles(['Bo', 'Cy'])
    await seesMoving(cy, 'Bo')
    await receives(cy, 1)

    await turnTo(cy, 'Previous page')
    await seesMoving(cy, 'Ada')
    await receives(cy, PER_PAGE)
    assert.equal(await cy.tile('Bo').count(), 0)
    for (const person of [ada, bo]) assert.equal(await person.control('Turn camera off').count(), 1)
  }),
)
