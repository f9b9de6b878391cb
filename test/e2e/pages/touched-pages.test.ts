/// <reference lib="dom" />
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { waitFor } from '../../../tools/harness/wait-for.ts'
import { allSeeAll, seesMoving } from '../kit/media.ts'
import type { Participant } from '../kit/participant.ts'
import { scenes } from '../kit/scene.ts'
import { translatePage } from '../kit/translator.ts'

const scene = scenes()

async function isTranslated({ page, name }: Participant, text: string): Promise<void> {
  await waitFor(`${name} reads ${text} translated`, async () => {
    const texts = await page.evaluate(() =>
      [...document.querySelectorAll('font > font')].map(({ textContent }) => textContent),
    )
    return texts.some((one) => one.includes(text)) || texts.join(' | ')
  })
}

test(
  'a translated browser goes from the start page into a meeting and out again',
  scene(async ({ open, join, server, room }) => {
    const bo = await join('Bo')
    const ada = await open({ path: '/', prepare: translatePage })
    ada.name = 'Ada'
    const { page } = ada
    await isTranslated(ada, 'Room name')
    // What will become of the name comes and goes with every letter.
    const field = page.getByRole('textbox', { name: 'Room name' })
    for (const typed of ['!', '', 'Two Words', 'two-words', 'Three Of Them', room]) await field.fill(typed)
    await field.fill('')
    await page.getByRole('button', { name: 'Open room' }).click()
    await field.fill(room)
    await page.getByRole('button', { name: 'Settings' }).click()
    const languages = page.getByRole('dialog').locator('select').last()
    await languages.selectOption('ko')
    await page.getByRole('dialog', { name: '설정' }).waitFor()
    await languages.selectOption('en')
    await page.getByRole('dialog', { name: 'Settings' }).waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Open room' }).click()

    await page.waitForURL(`${server.origin}/r/${room}`)
    await isTranslated(ada, 'Camera')
    for (const name of ['Turn camera off', 'Turn camera on', 'Mute microphone', 'Unmute microphone'])
      await page.getByRole('button', { name }).click()
    await page.getByRole('button', { name: 'Test sound' }).click()
    // Without a name the join is refused, with a reason that comes and goes.
    await page.getByRole('button', { name: 'Join now' }).click()
    await ada.join('Ada')
    await allSeeAll([ada, bo])

    await ada.press('Chat')
    await bo.press('Chat')
    await ada.say('look at https://example.org and tell')
    await bo.say('a second message')
    await ada.messages.getByText('a second message').waitFor()
    await isTranslated(ada, 'look at')
    await ada.press('People')
    await isTranslated(ada, 'Invite')
    await bo.press('Raise hand')
    await ada.people.getByRole('img', { name: 'Hand raised' }).waitFor()
    await ada.people.getByRole('button', { name: 'Change your name' }).click()
    await page.keyboard.press('Escape')
    await ada.press('Settings')
    await page.getByRole('dialog').waitFor()
    await page.keyboard.press('Escape')
    await ada.press('Layout')
    await page.getByRole('menuitemradio', { name: 'Grid' }).click()
    await ada.press('Share screen')
    await seesMoving(bo, 'Ada – screen')
    await ada.press('Stop sharing')
    await bo.leave()
    await ada.showsTiles(['Ada'])
    await ada.press('Leave')
    await isTranslated(ada, 'Rejoin')
    await page.getByRole('button', { name: 'Rejoin' }).click()
    await ada.join('Ada')
    assert.ok((await page.evaluate(() => window.translatedTexts ?? 0)) > 100, 'the translator was at work')
  }),
)

test(
  'a translated phone opens everything in a meeting, reads why it ended, and comes back',
  scene(async ({ join, server, room }) => {
    const context = { viewport: { width: 390, height: 780 }, isMobile: true, hasTouch: true }
    const [bo, ada] = await Promise.all([join('Bo'), join('Ada', { context, prepare: translatePage })])
    const { page } = ada
    await seesMoving(ada, 'Bo')
    await ada.press('Chat')
    await bo.press('Chat')
    await bo.say('read this')
    await isTranslated(ada, 'read this')
    await page.getByRole('button', { name: 'Close panel' }).click()
    for (const name of ['Raise hand', 'Lower hand', 'People'] as const) {
      await ada.toolbar.getByRole('button', { name: 'More' }).click()
      await page.getByRole('button', { name, exact: true }).click()
    }
    await isTranslated(ada, 'People')
    await page.getByRole('button', { name: 'Close panel' }).click()
    await page.keyboard.press('?')
    await isTranslated(ada, 'Keyboard shortcuts')
    await page.keyboard.press('Escape')
    await bo.press('Mute microphone')
    await bo.press('Turn camera off')
    await ada.tile('Bo').getByRole('img', { name: 'Microphone is off' }).waitFor()

    // The same seat in a duplicated tab ends it here.
    const entries = await page.evaluate(() => ({ ...(sessionStorage as Record<string, string>) }))
    const second = await ada.context.newPage()
    await second.addInitScript((copied) => {
      for (const [key, value] of Object.entries(copied)) sessionStorage.setItem(key, value)
    }, entries)
    await second.goto(`${server.origin}/r/${room}`)
    await second.getByRole('button', { name: 'Join now' }).click()
    await second.getByRole('toolbar', { name: 'Meeting controls' }).waitFor()
    await isTranslated(ada, 'This seat was opened in another window.')
    await second.close()
    await page.getByRole('button', { name: 'Join again' }).click()
    await ada.join('Ada')
    await ada.tile('Bo').waitFor()
  }),
)

/** Runs in the page: some browsers and extensions forbid what ornaments need. */
function breakOrnaments(): void {
  const { prototype } = CSSStyleDeclaration
  const setProperty = prototype.setProperty
  prototype.setProperty = function (name, ...rest) {
    if (name === '--level') throw new Error('sabotaged meter')
    setProperty.call(this, name, ...rest)
  }
  const description = Object.getOwnPropertyDescriptor(HTMLMediaElement.prototype, 'srcObject')
  Object.defineProperty(HTMLMediaElement.prototype, 'srcObject', {
    ...description,
    set() {
      throw new Error('sabotaged element')
    },
  })
}

test(
  'meters, tiles and players that fail take nothing of the meeting with them',
  scene(async ({ join, open }) => {
    const bo = await join('Bo')
    const ada = await open({ prepare: breakOrnaments })
    ada.forgive(/sabotaged/)
    // React says where it caught a failure, in words of its own.
    ada.forgive(/The above error occurred|React will try to recreate/)
    for (const name of ['Mute microphone', 'Unmute microphone'])
      await ada.page.getByRole('button', { name, exact: true }).click()
    await ada.join('Ada')
    await ada.showsTiles(['Ada', 'Bo'])
    await seesMoving(bo, 'Ada')
    await ada.press('Chat')
    await ada.say('still here')
    await ada.messages.getByText('still here').waitFor()
    await ada.press('People')
    await ada.people.getByText('Bo').waitFor()
    await ada.press('Raise hand')
    await bo.tile('Ada').getByRole('img', { name: 'Hand is raised' }).waitFor()
  }),
)
