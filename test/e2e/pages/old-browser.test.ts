/// <reference lib="dom" />
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { allSeeAll } from '../kit/media.ts'
import { scenes } from '../kit/scene.ts'

const scene = scenes()

/** Each takes something away that no supported browser lacks; runs in the page. */
const LOSSES: Record<string, () => void> = {
  'Promise.withResolvers': () => Reflect.deleteProperty(Promise, 'withResolvers'),
  structuredClone: () => Reflect.deleteProperty(window, 'structuredClone'),
  'AbortSignal.any': () => Reflect.deleteProperty(AbortSignal, 'any'),
  'Array.prototype.toSorted': () => Reflect.deleteProperty(Array.prototype, 'toSorted'),
  WebRTC: () => Reflect.deleteProperty(window, 'RTCPeerConnection'),
}

test(
  'a browser that lacks what a meeting needs is told so, and which ones work, on every page',
  scene(async ({ open, room }) => {
    for (const [feature, prepare] of Object.entries(LOSSES)) {
      for (const path of ['/', `/r/${room}`]) {
        const ada = await open({ path, prepare })
        await ada.page.getByRole('heading', { name: 'This browser cannot run Plenary' }).waitFor()
        const text = await ada.page.getByRole('main').innerText()
        assert.match(text, /Chrome.*Firefox.*Safari/)
        assert.ok(text.includes(feature), `${feature} is named in: ${text}`)
        assert.equal(text.includes('switched off'), feature === 'WebRTC')
        await ada.close()
      }
    }
  }),
)

test(
  'it says so in Korean to who reads Korean',
  scene(async ({ open }) => {
    const prepare = () => void Reflect.deleteProperty(Promise, 'withResolvers')
    const ada = await open({ prepare, context: { locale: 'ko-KR' } })
    await ada.page.getByRole('heading', { name: '이 브라우저에서는 Plenary를 사용할 수 없습니다' }).waitFor()
    assert.equal(await ada.page.evaluate(() => document.documentElement.lang), 'ko')
  }),
)

test(
  'a browser without a segmenter of text meets all the same',
  scene(async ({ join }) => {
    const prepare = () => void Reflect.deleteProperty(Intl, 'Segmenter')
    const [ada, bo] = await Promise.all([join('Ada', { prepare }), join('Bo')])
    await allSeeAll([ada, bo])
    await bo.press('Turn camera off')
    await ada.tile('Bo').getByText('B', { exact: true }).waitFor()
  }),
)
