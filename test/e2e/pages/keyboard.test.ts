/// <reference lib="dom" />
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { waitFor } from '../../../tools/harness/wait-for.ts'
import { hearsNothing, hearsSomebody, seesMoving } from '../kit/media.ts'
import type { Participant } from '../kit/participant.ts'
import { scenes } from '../kit/scene.ts'

const scene = scenes()

const MOST_TABS = 30

/** Accessible name of the focused element, as far as the tests need it. */
async function focused({ page }: Participant): Promise<string> {
  return page.evaluate(() => {
    const element = document.activeElement
    const label = element instanceof HTMLInputElement ? element.labels?.[0]?.textContent : undefined
    return element?.getAttribute('aria-label') ?? label ?? element?.textContent ?? ''
  })
}

/** Waits until what has this name has the focus. */
async function hasFocus(person: Participant, name: string): Promise<void> {
  await waitFor(`${name} has the focus`, async () => {
    const now = await focused(person)
    return now === name || now
  })
}

/** Presses Tab until an element has the focus. */
async function tabTo(person: Participant, name: string): Promise<void> {
  const seen: string[] = []
  for (let count = 0; count < MOST_TABS; count += 1) {
    const now = await focused(person)
    if (now === name) return
    seen.push(now)
    await person.page.keyboard.press('Tab')
  }
  throw new Error(`Tab never reaches ${name}, only ${seen.join(', ')}`)
}

test(
  'from the start page into the meeting and out again with the keyboard alone',
  scene(async ({ open, join, room, server }) => {
    const bo = await join('Bo')
    const ada = await open({ path: '/' })
    ada.name = 'Ada'
    const { keyboard } = ada.page
    await tabTo(ada, 'Room name')
    await keyboard.press('Control+A')
    await keyboard.type(room)
    await keyboard.press('Enter')
    await ada.page.waitForURL(`${server.origin}/r/${room}`)
    await ada.page.getByRole('textbox', { name: 'Your name' }).waitFor()
    await tabTo(ada, 'Your name')
    await keyboard.type('Ada')
    await keyboard.press('Enter')
    await ada.inMeeting()
    await hasFocus(ada, room)
    await seesMoving(bo, 'Ada')

    // The toolbar is one stop; arrows move inside it.
    await tabTo(ada, 'Mute microphone')
    await keyboard.press('Enter')
    await bo.tile('Ada').getByRole('img', { name: 'Microphone is off' }).waitFor()
    await keyboard.press('End')
    // The toolbar moves the focus a moment after the key.
    await hasFocus(ada, 'Leave')
    await keyboard.press('Enter')
    await bo.showsTiles(['Bo'])
    await hasFocus(ada, 'Rejoin')
    await keyboard.press('Enter')
    await hasFocus(ada, 'Join now')
    await keyboard.press('Enter')
    await ada.inMeeting()
    await hasFocus(ada, room)
    await ada.press('Leave')
    await ada.page.getByRole('link', { name: 'Back to the start page' }).press('Enter')
    await hasFocus(ada, 'Room name')
    await keyboard.press('Enter')
    await hasFocus(ada, 'Join now')
  }),
)

test(
  'single keys act, and do not while somebody types',
  scene(async ({ join }) => {
    const ada = await join('Ada')
    const { keyboard } = ada.page
    await keyboard.press('m')
    await ada.control('Unmute microphone').waitFor()
    await keyboard.press('m')
    await ada.control('Mute microphone').waitFor()
    await keyboard.press('v')
    await ada.control('Turn camera on').waitFor()
    await keyboard.press('h')
    await ada.control('Lower hand').waitFor()
    await keyboard.press('s')
    await ada.control('Stop sharing').waitFor()
    await keyboard.press('s')
    await ada.control('Share screen').waitFor()
    await keyboard.press('p')
    await ada.people.waitFor()
    await keyboard.press('c')
    await ada.messages.waitFor()

    await waitFor('the message field has the focus', async () => {
      const now = await focused(ada)
      return now === 'Message' || now
    })
    await keyboard.type('mvhsp?')
    const field = ada.chat.getByRole('textbox', { name: 'Message' })
    assert.equal(await field.inputValue(), 'mvhsp?')
    await ada.control('Mute microphone').waitFor()
    await ada.control('Lower hand').waitFor()

    await keyboard.press('Escape')
    await ada.chat.waitFor({ state: 'detached' })
    await waitFor('the focus is back where it came from', async () => {
      const now = await focused(ada)
      return now.startsWith('Chat') || now
    })
    await keyboard.press('?')
    await ada.page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor()
    await keyboard.press('m')
    await keyboard.press('Escape')
    await ada.page.getByRole('dialog').waitFor({ state: 'detached' })
    await ada.control('Mute microphone').waitFor()
  }),
)

test(
  'the space bar lets somebody talk while it is held',
  scene(async ({ join }) => {
    const [ada, bo] = await Promise.all([join('Ada', { browser: 'speaking' }), join('Bo')])
    await hearsSomebody(bo)
    await ada.press('Mute microphone')
    await ada.control('Unmute microphone').waitFor()
    await hearsNothing(bo)
    await ada.page.keyboard.down(' ')
    await ada.page.getByText('Release the space bar').waitFor()
    await hearsSomebody(bo)
    await ada.page.keyboard.up(' ')
    await ada.control('Unmute microphone').waitFor()
    await hearsNothing(bo)
  }),
)

test(
  'shortcuts can be switched off',
  scene(async ({ join }) => {
    const ada = await join('Ada', { cameraOff: true })
    await ada.press('Settings')
    await ada.page.getByRole('switch', { name: 'Single-key shortcuts' }).click()
    await ada.page.keyboard.press('Escape')
    await ada.page.getByRole('dialog').waitFor({ state: 'detached' })
    await ada.page.keyboard.press('h')
    await ada.page.keyboard.press('m')
    await ada.page.keyboard.press('?')
    await ada.page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor()
    await ada.page.keyboard.press('Escape')
    await ada.control('Raise hand').waitFor()
    await ada.control('Mute microphone').waitFor()
  }),
)
