import { test } from 'node:test'
import { waitFor } from '../../tools/harness/wait-for.ts'
import { joinNative, joinSilently } from './kit/crowd.ts'
import { choose, openPeople } from './kit/hosting.ts'
import { hearsNothing, hearsSomebody, seesMoving } from './kit/media.ts'
import type { Participant } from './kit/participant.ts'
import { scenes } from './kit/scene.ts'

// Whoever comes first leads, so that a test has a host without more ado.
const scene = scenes((config) => (config.access.host = 'first'))

/** Waits until the tile of somebody is the largest on a stage, or no larger than the others. */
async function stands(viewer: Participant, label: string, how: 'large' | 'small'): Promise<void> {
  await waitFor(`${label} stands ${how} for ${viewer.name}`, async () => {
    const { tiles } = await viewer.read()
    const own = tiles.find((tile) => tile.label === label)
    if (!own) return 'there is no such tile'
    const others = tiles.filter((tile) => tile !== own)
    const isLarge = others.every(({ width }) => own.width > width * 1.5)
    return (
      isLarge === (how === 'large') || `${own.width} px beside ${others.map(({ width }) => width).join(', ')}`
    )
  })
}

test(
  'after a host has muted all nobody is heard by anybody, until somebody speaks up again',
  scene(async ({ join }) => {
    const ada = await join('Ada', { cameraOff: true })
    const bo = await join('Bo', { cameraOff: true, browser: 'speaking' })
    const cy = await join('Cy', { cameraOff: true, browser: 'speaking' })
    await hearsSomebody(ada)
    await hearsSomebody(bo)
    await openPeople(ada)
    await ada.people.getByRole('button', { name: 'Mute all' }).click()
    await ada.page.getByText('2 microphones muted').waitFor()
    for (const person of [ada, bo, cy]) await hearsNothing(person)
    await bo.press('Unmute microphone')
    await hearsSomebody(ada)
  }),
)

test(
  'whom a host shows is large for all, but where somebody has pinned another one',
  scene(async (stage) => {
    const ada = await stage.join('Ada', { cameraOff: true })
    const bo = await stage.join('Bo')
    const cy = await stage.join('Cy', { cameraOff: true })
    await joinSilently(stage, ['Di', 'Ed'])
    await choose(ada, 'Bo', 'Spotlight for all')
    for (const viewer of [ada, cy]) {
      await stands(viewer, 'Bo', 'large')
      await seesMoving(viewer, 'Bo')
      await viewer.tile('Bo').getByRole('img', { name: 'Shown large to everybody' }).waitFor()
    }
    await bo.page.getByText('You are shown large to everybody').waitFor()
    await cy.tile('Di').hover()
    await cy.page.getByRole('button', { name: 'Pin Di' }).click()
    await stands(cy, 'Di', 'large')
    await stands(ada, 'Bo', 'large')
    await choose(ada, 'Bo', 'End spotlight')
    await stands(ada, 'Bo', 'small')
  }),
)

test(
  'whom somebody hides for themselves is not sent to them, and is to all others',
  scene(async (stage) => {
    const ada = await stage.join('Ada')
    const bo = await stage.join('Bo', { cameraOff: true })
    const cy = await stage.join('Cy', { cameraOff: true })
    await joinNative(stage, 'Di')
    await seesMoving(bo, 'Ada')
    await choose(bo, 'Ada', 'Hide for me only')
    await waitFor('nothing of Ada is shown to Bo, nor sent', async () => {
      const tile = await bo.tileReading('Ada')
      return (tile !== undefined && !tile.video && !tile.inbound) || 'a picture is there'
    })
    await seesMoving(cy, 'Ada')
    await choose(bo, 'Ada', 'Show again')
    await seesMoving(bo, 'Ada')
    await ada.control('Turn camera off').waitFor()
  }),
)
