/// <reference lib="dom" />
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { findBarriers } from '../kit/axe.ts'
import { seesMoving } from '../kit/media.ts'
import type { Participant } from '../kit/participant.ts'
import { scenes } from '../kit/scene.ts'

const scene = scenes()

async function assertNoBarriers(person: Participant, where: string): Promise<void> {
  assert.deepEqual(await findBarriers(person.page), [], `barriers on ${where}`)
}

for (const colorScheme of ['light', 'dark'] as const) {
  describe(`in ${colorScheme} colours an automatic check finds no barrier`, () => {
    const context = { colorScheme }

    test(
      'on the start page and before joining',
      scene(async ({ open, server, room }) => {
        const ada = await open({ path: '/', context })
        await ada.page.getByRole('textbox', { name: 'Room name' }).waitFor()
        await assertNoBarriers(ada, 'the start page')
        await ada.page.getByRole('button', { name: 'Settings' }).click()
        await ada.page.getByRole('dialog', { name: 'Settings' }).waitFor()
        await assertNoBarriers(ada, 'the settings')
        await ada.goto(`${server.origin}/r/${room}`)
        await ada.page.getByRole('combobox', { name: 'Camera' }).waitFor()
        await ada.page.getByRole('button', { name: 'Join now' }).click()
        await ada.page.getByText('Enter your name').waitFor()
        await assertNoBarriers(ada, 'the prejoin page')
      }),
    )

    test(
      'in the meeting, with its panels and dialogs, and after it',
      scene(async ({ join }) => {
        const [ada, bo] = await Promise.all([join('Ada', { context }), join('Bo')])
        await seesMoving(ada, 'Bo')
        await bo.press('Raise hand')
        await bo.press('Mute microphone')
        await ada.tile('Bo').getByRole('img', { name: 'Hand is raised' }).waitFor()
        await assertNoBarriers(ada, 'the meeting')
        await ada.press('Chat')
        await ada.say('hello https://example.org')
        await ada.messages.getByRole('link').waitFor()
        await assertNoBarriers(ada, 'the chat')
        await ada.press('People')
        await ada.people.getByRole('listitem').first().waitFor()
        await assertNoBarriers(ada, 'the list of people')
        await ada.press('Settings')
        await ada.page.getByRole('dialog', { name: 'Settings' }).waitFor()
        await assertNoBarriers(ada, 'the settings')
        await ada.page.keyboard.press('Escape')
        await ada.press('Leave')
        await ada.page.getByRole('button', { name: 'Rejoin' }).waitFor()
        await assertNoBarriers(ada, 'the goodbye')
      }),
    )
  })
}

test(
  'nothing moves for those who asked for less motion',
  scene(async ({ join }) => {
    const ada = await join('Ada', { context: { reducedMotion: 'reduce' }, cameraOff: true })
    await join('Bo', { cameraOff: true })
    await ada.showsTiles(['Ada', 'Bo'])
    const durations = await ada.tile('Ada').evaluate((tile) => getComputedStyle(tile).transitionDuration)
    assert.ok(
      durations.split(', ').every((duration) => Number.parseFloat(duration) < 0.01),
      `tiles move for ${durations}`,
    )
  }),
)

test(
  'with denied devices an automatic check finds no barrier',
  scene(async ({ open }) => {
    const ada = await open({ browser: 'denied' })
    await ada.page.getByRole('alert').filter({ hasText: 'blocked' }).waitFor()
    await assertNoBarriers(ada, 'the prejoin page')
  }),
)
