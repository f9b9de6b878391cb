/// <reference lib="dom" />
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { findBarriers } from '../kit/axe.ts'
import { scenes } from '../kit/scene.ts'

const logo = fileURLToPath(new URL('../../../client/public/favicon.svg', import.meta.url))

// A yellow in which white text could not be read.
const scene = scenes((config) => {
  config.branding = {
    name: 'Example School <1>',
    logo,
    accent: '#ffd500',
    welcome: { en: 'Meetings of the school.\nAsk the office for a link.', ko: '학교 회의실입니다.' },
    imprint: '/imprint',
    privacy: 'https://example.org/privacy',
  }
})

const LANGUAGES = {
  'en-US': { welcome: 'Meetings of the school.', links: ['Imprint', 'Privacy'], field: 'Room name' },
  'ko-KR': {
    welcome: '학교 회의실입니다.',
    links: ['운영자 정보', '개인정보 처리방침'],
    field: '회의실 이름',
  },
} as const

for (const [locale, { welcome, links, field }] of Object.entries(LANGUAGES)) {
  for (const colorScheme of ['light', 'dark'] as const) {
    describe(`a branded server, in ${locale} and ${colorScheme} colours`, () => {
      test(
        'carries name, logo, colours and links from the first byte, without a barrier',
        scene(async ({ open, server, room }) => {
          const viewport = locale === 'ko-KR' ? { width: 360, height: 740 } : { width: 1280, height: 800 }
          const ada = await open({ path: '/', context: { locale, colorScheme, viewport } })
          const { page } = ada
          await page.getByRole('textbox', { name: field }).waitFor()
          assert.equal(await page.title(), 'Example School <1>')
          const brand = page.getByRole('link', { name: 'Example School <1>' })
          const isDrawn = brand.locator('img').evaluate((image: HTMLImageElement) => image.decode())
          await assert.doesNotReject(isDrawn)
          await page.getByText(welcome).waitFor()
          for (const name of links) await page.getByRole('link', { name }).waitFor()
          assert.deepEqual(await findBarriers(page), [], 'barriers on the start page')

          await ada.goto(`${server.origin}/r/${room}`)
          await page.locator('.prejoin').waitFor()
          assert.equal(await page.title(), `${room} · Example School <1>`)
          await brand.locator('img').waitFor()
          assert.deepEqual(await findBarriers(page), [], 'barriers on the prejoin page')
        }),
      )
    })
  }
}
