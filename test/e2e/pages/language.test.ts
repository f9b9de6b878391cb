/// <reference lib="dom" />
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findBarriers } from '../kit/axe.ts'
import { seesMoving } from '../kit/media.ts'
import type { Participant } from '../kit/participant.ts'
import { scenes } from '../kit/scene.ts'

const scene = scenes()

// English words on a Korean page; names of products and devices are none.
const ENGLISH_WORD =
  /\b(the|you|your|name|join|chat|people|leave|settings|share|camera|microphone|room(?!-))\b/i

/** Texts and accessible names of the page that were not translated. */
async function untranslated({ page }: Participant): Promise<string[]> {
  const texts = await page.evaluate(() => {
    const names = [...document.querySelectorAll('[aria-label], [placeholder], [title]')].flatMap(
      (element) => [
        element.getAttribute('aria-label') ?? '',
        element.getAttribute('placeholder') ?? '',
        element.getAttribute('title') ?? '',
      ],
    )
    return [...document.body.innerText.split('\n'), ...names]
  })
  const isKey = /^[a-z]+(\.[a-zA-Z]+)+$/
  return texts.filter(
    (text) => ENGLISH_WORD.test(text.replace(/fake_?\w*.*/i, '')) || isKey.test(text.trim()),
  )
}

test(
  'a Korean browser gets Korean from the start page to the goodbye',
  scene(async ({ open, join, server, room }) => {
    const bo = await join('Bo')
    const ada = await open({ path: '/', context: { locale: 'ko-KR' } })
    ada.name = '에이다'
    const { page } = ada
    await page.getByRole('textbox', { name: '회의실 이름' }).waitFor()
    assert.equal(await page.evaluate(() => document.documentElement.lang), 'ko')
    assert.deepEqual(await untranslated(ada), [])

    await ada.goto(`${server.origin}/r/${room}`)
    await page.getByRole('textbox', { name: '이름' }).fill('에이다')
    assert.deepEqual(await untranslated(ada), [])
    await page.getByRole('button', { name: '지금 참가' }).click()
    const toolbar = page.getByRole('toolbar', { name: '회의 조작' })
    await toolbar.waitFor()
    await seesMoving(ada, 'Bo')
    await seesMoving(bo, '에이다')
    await toolbar.getByRole('button', { name: '채팅' }).click()
    await page.getByRole('region', { name: '채팅' }).waitFor()
    assert.deepEqual(await untranslated(ada), [])
    await toolbar.getByRole('button', { name: '참가자' }).click()
    await page.getByRole('region', { name: '참가자' }).waitFor()
    assert.deepEqual(await untranslated(ada), [])
    assert.deepEqual(await findBarriers(page), [])
    await toolbar.getByRole('button', { name: '나가기' }).click()
    await page.getByRole('button', { name: '다시 참가' }).waitFor()
    assert.deepEqual(await untranslated(ada), [])
  }),
)

test(
  'the language can be changed in the meeting, and is remembered',
  scene(async ({ join }) => {
    const ada = await join('Ada')
    await ada.press('Settings')
    await ada.page.getByRole('combobox', { name: 'Language' }).selectOption('ko')
    await ada.page.getByRole('dialog', { name: '설정' }).waitFor()
    await ada.page.keyboard.press('Escape')
    await ada.page.getByRole('toolbar', { name: '회의 조작' }).waitFor()
    await ada.page.reload()
    await ada.page
      .getByRole('button', { name: '지금 참가' })
      .or(ada.page.getByRole('toolbar', { name: '회의 조작' }))
      .waitFor()
  }),
)
