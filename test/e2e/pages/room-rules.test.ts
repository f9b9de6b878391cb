/// <reference lib="dom" />
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RuleChanges } from '../../../protocol/index.ts'
import { findBarriers } from '../kit/axe.ts'
import { joinSilently } from '../kit/crowd.ts'
import { scenes, type Scene } from '../kit/scene.ts'

const scene = scenes((config) => (config.access.host = 'first'))

/** Somebody without a browser who leads the room, and what holds in it. */
async function lead(stage: Scene, rules: RuleChanges) {
  const [hal] = await joinSilently(stage, ['Hal'])
  assert.ok(hal)
  await hal.request('rules:set', rules)
  return hal
}

test(
  'what rules forbid is told where somebody would do it, and ends with the rules',
  scene(async (stage) => {
    const hal = await lead(stage, { chat: 'hosts', privateChat: 'with-hosts', rename: 'hosts' })
    await joinSilently(stage, ['Di'])
    const bo = await stage.join('Bo', { cameraOff: true })
    await bo.press('Chat')
    const field = bo.chat.getByRole('textbox', { name: 'Message' })
    await bo.chat.getByText('Only hosts write to everyone here.').waitFor()
    assert.equal(await field.getAttribute('readonly'), '')
    assert.deepEqual(await findBarriers(bo.page), [])
    const readers = bo.chat.getByRole('combobox', { name: 'To' })
    assert.deepEqual(await readers.getByRole('option').allTextContents(), ['Everyone', 'Hal'])
    await readers.selectOption('Hal')
    await bo.say('a question for the host')
    await bo.messages.getByText('a question for the host').waitFor()

    await bo.press('People')
    // It says why all the same, when it is pressed.
    await bo.people.getByRole('button', { name: 'Change your name' }).click({ force: true })
    await bo.page.getByText('Only hosts may change names here.').waitFor()
    assert.equal(await bo.people.getByRole('textbox', { name: 'Your name' }).count(), 0)

    await hal.request('rules:set', { chat: 'everyone', rename: 'everyone' })
    await bo.people.getByRole('button', { name: 'Change your name' }).click()
    await bo.people.getByRole('textbox', { name: 'Your name' }).waitFor()
    await bo.press('Chat')
    await readers.selectOption('Everyone')
    await bo.say('for all again')
    await bo.messages.getByText('for all again').waitFor()
  }),
)

test(
  'a rule that silences all but hosts ends what is sent, and says so on the controls',
  scene(async (stage) => {
    const hal = await lead(stage, {})
    const bo = await stage.join('Bo')
    await bo.control('Mute microphone').waitFor()
    await hal.request('rules:set', { microphone: 'hosts' })
    await bo.toolbar.locator('[aria-label="Unmute microphone"][aria-disabled="true"]').waitFor()
    assert.equal(
      await bo.control('Unmute microphone').getAttribute('aria-description'),
      'Only hosts may use a microphone here. Ask a host.',
    )
    await bo.control('Turn camera off').waitFor()
    await bo.page.keyboard.press('m')
    await bo.page.getByText('Only hosts may use a microphone here. Ask a host.').first().waitFor()
  }),
)

test(
  'newcomers of a meeting that begins muted are told so, and can speak up',
  scene(async (stage) => {
    await lead(stage, { startMuted: true })
    const bo = await stage.join('Bo', { cameraOff: true })
    await bo.page.getByText('In this meeting everybody comes in muted').waitFor()
    await bo.press('Unmute microphone')
    await bo.control('Mute microphone').waitFor()
  }),
)

test(
  'viewers of a webinar come in without a microphone or a camera that anybody could use',
  scene(async (stage) => {
    await lead(stage, { webinar: true })
    const bo = await stage.join('Bo')
    await bo.toolbar.locator('[aria-label="Unmute microphone"][aria-disabled="true"]').waitFor()
    await bo.toolbar.locator('[aria-label="Turn camera on"][aria-disabled="true"]').waitFor()
    const isCapturing = await bo.page.evaluate(() =>
      [...document.querySelectorAll('video')].some(({ srcObject }) => srcObject !== null),
    )
    assert.equal(isCapturing, false)
    assert.deepEqual(await findBarriers(bo.page), [])
  }),
)

test(
  'a host leads from a Korean phone as well',
  scene(async ({ open, join }) => {
    const context = { locale: 'ko-KR', viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true }
    const ada = await open({ context })
    await ada.page.getByRole('textbox', { name: '이름' }).fill('에이다')
    await ada.page.getByRole('button', { name: '지금 참가' }).click()
    const toolbar = ada.page.getByRole('toolbar', { name: '회의 조작' })
    await toolbar.waitFor()
    const bo = await join('Bo', { cameraOff: true })
    await toolbar.getByRole('button', { name: '더보기', exact: true }).tap()
    const sheet = ada.page.getByRole('dialog')
    await sheet.getByRole('button', { name: '모두의 회의 끝내기' }).waitFor()
    await sheet.getByRole('button', { name: '기록' }).waitFor()
    assert.deepEqual(await findBarriers(ada.page), [])
    await sheet.getByRole('button', { name: '참가자' }).tap()
    const people = ada.page.getByRole('region', { name: '참가자' })
    await people.getByRole('button', { name: 'Bo 님 더 보기' }).tap()
    const menu = ada.page.getByRole('menu')
    await menu.waitFor()
    assert.doesNotMatch((await menu.textContent()) ?? '', /[A-Za-z]/)
    assert.deepEqual(await findBarriers(ada.page), [])
    await menu.getByRole('menuitem', { name: '음소거', exact: true }).tap()
    await bo.page.getByText('에이다 muted you').waitFor()
    await people.getByRole('button', { name: '기록' }).tap()
    await ada.page.getByText('에이다 님이 Bo 님의 마이크 사용을 멈췄습니다').waitFor()
    assert.deepEqual(await findBarriers(ada.page), [])
  }),
)
