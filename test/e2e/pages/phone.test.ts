/// <reference lib="dom" />
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findBarriers } from '../kit/axe.ts'
import { allSeeAll, seesMoving } from '../kit/media.ts'
import type { Participant } from '../kit/participant.ts'
import { scenes } from '../kit/scene.ts'

const scene = scenes()

const PORTRAIT = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true }
const LANDSCAPE = { width: 844, height: 390 }
const FINGER_PX = 44

/** Buttons that are too small for a finger, and whether the page is wider than the phone. */
async function misfits({ page }: Participant): Promise<string[]> {
  return page.evaluate((least) => {
    const found: string[] = []
    if (document.documentElement.scrollWidth > innerWidth) found.push('the page scrolls sideways')
    for (const button of document.querySelectorAll<HTMLElement>('button, [role="button"]')) {
      if (!button.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue
      const { width, height, right, bottom, left, top } = button.getBoundingClientRect()
      const name = button.getAttribute('aria-label') ?? button.textContent
      if (Math.round(width) < least || Math.round(height) < least) found.push(`${name}: ${width}x${height}`)
      const outside = right > innerWidth + 1 || bottom > innerHeight + 1 || left < -1 || top < -1
      if (outside && button.closest('[role="toolbar"]')) found.push(`${name} is outside the screen`)
    }
    return found
  }, FINGER_PX)
}

test(
  'a phone takes part: upright, sideways, with panels and the sheet of further controls',
  scene(async ({ join }) => {
    const [bo, ada] = await Promise.all([join('Bo'), join('Ada', { context: PORTRAIT })])
    await allSeeAll([ada, bo])
    assert.deepEqual(await misfits(ada), [])
    for (const name of ['Mute microphone', 'Turn camera off', 'Chat', 'Leave'] as const) {
      assert.ok(await ada.control(name).isVisible(), `${name} is in the bar`)
    }

    const more = ada.toolbar.getByRole('button', { name: 'More' })
    await more.tap()
    const sheet = ada.page.getByRole('dialog', { name: 'More controls' })
    for (const name of ['Raise hand', 'People', 'Layout', 'Settings', 'Share screen']) {
      await sheet.getByRole('button', { name }).waitFor()
    }
    assert.equal(await ada.toolbar.count(), 1, 'the bar stays in the accessibility tree')
    assert.deepEqual(await findBarriers(ada.page), [])
    assert.deepEqual(await misfits(ada), [])
    await sheet.getByRole('button', { name: 'Raise hand' }).tap()
    await bo.tile('Ada').getByRole('img', { name: 'Hand is raised' }).waitFor()

    await ada.control('Chat').tap()
    await ada.messages.waitFor()
    assert.equal(await ada.toolbar.count(), 1, 'the bar stays beside the chat')
    await ada.say('from a phone')
    await bo.press('Chat')
    await bo.messages.getByText('from a phone').waitFor()
    assert.deepEqual(await misfits(ada), [])
    await ada.page.getByRole('button', { name: 'Close panel' }).tap()

    await ada.page.setViewportSize(LANDSCAPE)
    await seesMoving(ada, 'Bo')
    assert.deepEqual(await misfits(ada), [])
    assert.deepEqual(await findBarriers(ada.page), [])
    await ada.control('Leave').tap()
    await bo.showsTiles(['Bo'])
  }),
)

test(
  'the start page and the prejoin page fit a phone',
  scene(async ({ open, server, room }) => {
    const ada = await open({ path: '/', context: PORTRAIT })
    await ada.page.getByRole('textbox', { name: 'Room name' }).waitFor()
    assert.deepEqual(await misfits(ada), [])
    await ada.goto(`${server.origin}/r/${room}`)
    await ada.page.getByRole('combobox', { name: 'Camera' }).waitFor()
    assert.deepEqual(await misfits(ada), [])
  }),
)
