import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findBarriers } from '../kit/axe.ts'
import { choose, openMenu, openPeople, rowOf } from '../kit/hosting.ts'
import type { Control, Participant } from '../kit/participant.ts'
import { scenes } from '../kit/scene.ts'

// Whoever comes first leads, so that a test has a host without more ado.
const scene = scenes((config) => (config.access.host = 'first'))

/** Waits until a control does nothing and says why. */
async function isForbidden(person: Participant, control: Control, reason: RegExp): Promise<void> {
  await person.toolbar.locator(`[aria-label="${control}"][aria-disabled="true"]`).waitFor()
  assert.match((await person.control(control).getAttribute('aria-description')) ?? '', reason)
}

test(
  'a host mutes somebody, who reads who it was, and asks them back with one click of their own',
  scene(async ({ join }) => {
    const ada = await join('Ada', { cameraOff: true })
    const bo = await join('Bo', { cameraOff: true })
    await choose(ada, 'Bo', 'Mute')
    await bo.control('Unmute microphone').waitFor()
    await bo.page.getByText('Ada muted you').waitFor()
    assert.equal(await bo.control('Unmute microphone').getAttribute('aria-description'), 'Muted by Ada')
    await rowOf(ada, 'Bo').getByRole('img', { name: 'Muted by Ada' }).waitFor()
    await bo.tile('Bo').getByRole('img', { name: 'Muted by Ada' }).waitFor()

    await choose(ada, 'Bo', 'Ask to unmute')
    await bo.page.getByText('Ada asks you to unmute').waitFor()
    assert.equal(await bo.control('Unmute microphone').count(), 1, 'nothing goes on by itself')
    assert.deepEqual(await findBarriers(bo.page), [])
    await bo.page.getByRole('button', { name: 'Unmute', exact: true }).click()
    await bo.control('Mute microphone').waitFor()
    await bo.page.getByText('Ada asks you to unmute').waitFor({ state: 'detached' })
    await rowOf(ada, 'Bo').getByRole('img', { name: 'Microphone on' }).waitFor()
  }),
)

test(
  'a viewer sends nothing and is told why, and nothing goes on by coming back to the stage',
  scene(async ({ join }) => {
    const ada = await join('Ada', { cameraOff: true })
    const bo = await join('Bo')
    await choose(ada, 'Bo', 'Move to the viewers')
    for (const control of ['Unmute microphone', 'Turn camera on', 'Share screen'] as const)
      await isForbidden(bo, control, /You are a viewer here/)
    await rowOf(ada, 'Bo').getByText('Viewer').waitFor()
    // It says why all the same, when it is pressed.
    await bo.control('Unmute microphone').click({ force: true })
    await bo.page.getByText('You are a viewer here').first().waitFor()
    await bo.page.keyboard.press('v')
    await choose(ada, 'Bo', 'Bring to the stage')
    await bo.toolbar.locator('[aria-label="Unmute microphone"]:not([aria-disabled])').waitFor()
    assert.equal(await bo.control('Turn camera on').count(), 1)
    await bo.press('Unmute microphone')
    await bo.control('Mute microphone').waitFor()
  }),
)

test(
  'people who decide nothing are offered what concerns themselves alone',
  scene(async ({ join }) => {
    const ada = await join('Ada', { cameraOff: true })
    const bo = await join('Bo', { cameraOff: true })
    const menu = await openMenu(bo, 'Ada')
    assert.deepEqual(await menu.getByRole('menuitem').allTextContents(), [
      'Mute for me only',
      'Hide for me only',
    ])
    await bo.page.keyboard.press('Escape')
    assert.equal(
      await rowOf(bo, 'Bo')
        .getByRole('button', { name: /^More for/ })
        .count(),
      0,
    )
    assert.equal(await bo.people.getByRole('button', { name: 'Mute all' }).count(), 0)

    await choose(bo, 'Ada', 'Mute for me only')
    await bo.tile('Ada').getByRole('img', { name: 'You do not hear them' }).waitFor()
    await bo.page.locator('audio[data-source="microphone"]').waitFor({ state: 'attached' })
    const isMuted = () =>
      bo.page.locator('audio[data-source="microphone"]').evaluate((audio: HTMLAudioElement) => audio.muted)
    assert.equal(await isMuted(), true)
    await choose(bo, 'Ada', 'Hear again')
    assert.equal(await isMuted(), false)
    await ada.control('Mute microphone').waitFor()
  }),
)

test(
  'a host makes a co-host, takes that back, renames and lowers hands',
  scene(async ({ join }) => {
    const ada = await join('Ada', { cameraOff: true })
    const bo = await join('Bo', { cameraOff: true })
    await bo.press('Raise hand')
    await openPeople(ada)
    await ada.people.getByRole('button', { name: 'Lower all hands' }).click()
    await bo.control('Raise hand').waitFor()
    await bo.page.getByText('Ada lowered your hand').waitFor()

    await choose(ada, 'Bo', 'Make co-host')
    await rowOf(ada, 'Bo').getByText('Co-host').waitFor()
    await bo.page.getByText('You are a co-host of this meeting now').waitFor()
    assert.ok(!(await (await openMenu(bo, 'Ada')).textContent())?.includes('Remove'), 'no say over hosts')
    await bo.page.keyboard.press('Escape')
    await ada.page.getByRole('button', { name: 'Undo' }).click()
    await rowOf(ada, 'Bo').getByText('Co-host').waitFor({ state: 'detached' })

    await choose(ada, 'Bo', 'Rename…')
    const dialog = ada.page.getByRole('dialog', { name: 'Rename Bo' })
    await dialog.getByRole('textbox', { name: 'New name' }).fill('Bob')
    assert.deepEqual(await findBarriers(ada.page), [])
    await dialog.getByRole('button', { name: 'Rename', exact: true }).click()
    await rowOf(ada, 'Bob').waitFor()
    await bo.page.getByText('Ada changed your name to Bob').waitFor()

    await ada.people.getByRole('button', { name: 'Log', exact: true }).click()
    const log = ada.page.getByRole('list', { name: 'What happened' })
    await log.getByText('Ada renamed Bo: Bob').waitFor()
    await log.getByText('Bo is Co-host now, by Ada').waitFor()
    assert.deepEqual(await findBarriers(ada.page), [])
    await ada.page.getByRole('button', { name: 'Back to the people' }).click()
    await ada.people.waitFor()
  }),
)

test(
  'whoever is removed reads it and does not come back by themselves; a ban can be undone',
  scene(async ({ join }) => {
    const ada = await join('Ada', { cameraOff: true })
    const bo = await join('Bo', { cameraOff: true })
    await choose(ada, 'Bo', 'Remove…')
    await ada.page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click()
    await choose(ada, 'Bo', 'Remove…')
    await ada.page.getByRole('dialog').getByRole('button', { name: 'Remove', exact: true }).click()
    await bo.page.getByText('A host has removed you from this room.').waitFor()
    await ada.showsTiles(['Ada'])
    await bo.page.reload()
    await bo.page.getByRole('button', { name: 'Join now' }).waitFor()

    await bo.join('Bo')
    await choose(ada, 'Bo', 'Remove and keep out…')
    await ada.page.getByRole('dialog').getByRole('button', { name: 'Remove and keep out' }).click()
    await bo.page.getByText('only a host of the room can lift this').waitFor()
    assert.equal(await bo.page.getByRole('button', { name: /again/ }).count(), 0)
    await ada.page.getByRole('button', { name: 'Undo' }).click()
    await ada.page.getByText('Bo may come back').waitFor()
  }),
)

test(
  'a host ends the meeting for all, after a countdown that can be called off',
  scene(async ({ join }) => {
    const ada = await join('Ada', { cameraOff: true })
    const bo = await join('Bo', { cameraOff: true })
    assert.equal(await bo.toolbar.getByRole('button', { name: 'More ways to leave' }).count(), 0)
    const openDialog = async () => {
      await ada.toolbar.getByRole('button', { name: 'More ways to leave' }).click()
      await ada.page.getByRole('menuitem', { name: 'End meeting for all' }).click()
      return ada.page.getByRole('dialog', { name: 'End the meeting for all?' })
    }
    const later = await openDialog()
    await later.getByRole('combobox', { name: 'When' }).selectOption('In 5 minutes')
    await later.getByRole('button', { name: 'End for all' }).click()
    await bo.page
      .getByText(/Ada ends this meeting for all in [45]:\d\d/)
      .first()
      .waitFor()
    assert.equal(await bo.page.getByRole('button', { name: 'Go on after all' }).count(), 0)
    assert.deepEqual(await findBarriers(bo.page), [])
    await ada.page.getByRole('button', { name: 'Go on after all' }).click()
    await bo.page
      .getByText(/Ada ends this meeting/)
      .first()
      .waitFor({ state: 'detached' })

    await (await openDialog()).getByRole('button', { name: 'End for all' }).click()
    for (const person of [ada, bo]) {
      await person.page.getByText('A host has ended this meeting for all.').waitFor()
      await person.page.getByRole('button', { name: 'Open the room again' }).waitFor()
    }
  }),
)
