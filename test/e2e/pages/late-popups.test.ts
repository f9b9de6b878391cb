/// <reference lib="dom" />
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Locator } from 'playwright-core'
import { waitFor } from '../../../tools/harness/wait-for.ts'
import type { Participant } from '../kit/participant.ts'
import { scenes } from '../kit/scene.ts'

const scene = scenes()

/** Holds the code of the menus back until a test lets it come; it has to be asked for by then. */
async function holdMenus({ page }: Participant): Promise<() => Promise<void>> {
  const { promise: comes, resolve } = Promise.withResolvers<void>()
  let isAskedFor = false
  await page.route(/\/assets\/popups-[^/]*\.js$/, async (route) => {
    isAskedFor = true
    await comes
    await route.continue()
  })
  return async () => {
    await waitFor('the code of the menus is asked for', () => isAskedFor || 'it is not')
    resolve()
  }
}

/** Waits until an opener is that of a menu whose code has come. */
async function isReal(opener: Locator): Promise<void> {
  await waitFor(
    'the real opener is there',
    async () => (await opener.getAttribute('id'))?.startsWith('radix-') || 'it is not',
  )
}

const hasFocus = (element: Locator): Promise<boolean> =>
  element.evaluate((node) => node === document.activeElement)

async function focusComes(to: string, element: Locator): Promise<void> {
  await waitFor(`${to} has the focus`, async () => (await hasFocus(element)) || 'it has not')
}

test(
  'a menu that is pressed before its code is there opens once it is, and gives the focus back',
  scene(async ({ join }) => {
    const ada = await join('Ada', { cameraOff: true })
    const letGo = await holdMenus(ada)
    const opener = ada.control('Layout')
    assert.equal(await opener.getAttribute('aria-haspopup'), 'menu')
    await opener.click()
    // A second press of somebody impatient is not a wish to close it.
    await opener.click()
    await letGo()
    await ada.page.getByRole('menuitemradio', { name: 'Grid' }).waitFor()
    await ada.page.keyboard.press('Escape')
    await focusComes('the opener', opener)
    assert.equal(await ada.page.getByRole('menu').count(), 0)
    await opener.click()
    await ada.page.getByRole('menuitemradio', { name: 'Grid' }).click()
  }),
)

test(
  'the keyboard opens menus before their code is there, and stands in them then',
  scene(async ({ join }) => {
    for (const key of ['Enter', 'ArrowDown']) {
      const ada = await join('Ada', { cameraOff: true })
      const letGo = await holdMenus(ada)
      const opener = ada.toolbar.getByRole('button', { name: 'Choose microphone' })
      await opener.focus()
      await ada.page.keyboard.press(key)
      await letGo()
      await focusComes(`the first choice, after ${key},`, ada.page.getByRole('menuitemradio').first())
      await ada.page.keyboard.press('Escape')
      await focusComes('the opener', opener)
      // It is a place among the others of the bar.
      await ada.page.keyboard.press('ArrowLeft')
      await focusComes('the control before it', ada.control('Mute microphone'))
      await ada.close()
    }
  }),
)

test(
  'a menu that comes late takes nobody away from what they do by then',
  scene(async ({ join }) => {
    const ada = await join('Ada', { cameraOff: true })
    await ada.press('Chat')
    const field = ada.chat.getByRole('textbox', { name: 'Message' })
    const letGo = await holdMenus(ada)
    await ada.press('Layout')
    await field.fill('half a sen')
    await letGo()
    await isReal(ada.control('Layout'))
    assert.equal(await hasFocus(field), true)
    assert.equal(await ada.page.getByRole('menu').count(), 0)
    await ada.press('Layout')
    await ada.page.getByRole('menu').waitFor()
  }),
)

test(
  'a menu whose code cannot be fetched says so, and the meeting goes on',
  scene(async ({ join }) => {
    const ada = await join('Ada', { cameraOff: true })
    ada.forgive(/popups-.*(Failed|ERR_FAILED)|ERR_FAILED/)
    await ada.page.route(/\/assets\/popups-[^/]*\.js$/, (route) => route.abort())
    await ada.press('Layout')
    await ada.page.getByText('Something went wrong on this page.').waitFor()
    await ada.press('Raise hand')
    await ada.control('Lower hand').waitFor()
  }),
)

test(
  'controls tell their name and key to a resting mouse and to the keyboard, until Escape',
  scene(async ({ join }) => {
    const ada = await join('Ada', { cameraOff: true })
    const tooltip = ada.page.locator('.tooltip')
    const says = async (text: string): Promise<void> => {
      await waitFor(`the tooltip says ${text}`, async () => {
        const [now] = await tooltip.allTextContents()
        return now === text || String(now)
      })
    }
    const isGone = (): Promise<void> => tooltip.waitFor({ state: 'detached' })
    assert.equal(await ada.control('Raise hand').getAttribute('aria-keyshortcuts'), 'H')
    await ada.control('Raise hand').hover()
    await says('Raise handH')
    await tooltip.hover()
    await ada.control('Leave').hover()
    await says('Leave')
    await ada.page.keyboard.press('Escape')
    await isGone()
    await ada.control('Settings').focus()
    await ada.page.keyboard.press('ArrowLeft')
    await says('Layout')
    const window = ada.page.viewportSize()
    const place = await tooltip.boundingBox()
    assert.ok(place && window && place.x >= 0 && place.x + place.width <= window.width)
    await ada.control('Raise hand').click()
    await isGone()
  }),
)
