import assert from 'node:assert/strict'
import { test } from 'node:test'
import { en } from '../../i18n/en.ts'
import type { BrowserFamily } from '../browser/browser-family.ts'
import { fixKey, problemTexts } from './problem-text.ts'

const t = ((key: string) => key) as unknown as Parameters<typeof problemTexts>[2]

test('a block of both devices is told once', () => {
  const texts = problemTexts({ camera: 'permission-denied', microphone: 'permission-denied' }, 'firefox', t)
  assert.deepEqual(texts, [
    {
      title: 'problems.title.both',
      fixKey: 'problems.fix.permission-denied.firefox',
      problem: 'permission-denied',
    },
  ])
})

test('different causes are told apart, and no problem says nothing', () => {
  const texts = problemTexts({ camera: 'in-use', microphone: 'not-found' }, 'chrome', t)
  assert.deepEqual(
    texts.map((text) => text.title),
    ['problems.title.camera.in-use', 'problems.title.microphone.not-found'],
  )
  assert.deepEqual(problemTexts({ camera: null, microphone: null }, 'chrome', t), [])
})

test('every problem has a fix in every browser', () => {
  const browsers: BrowserFamily[] = ['chrome', 'edge', 'firefox', 'safari', 'ios', 'android', 'other']
  const problems = Object.keys(en.problems.title.camera) as (keyof typeof en.problems.title.camera)[]
  for (const browser of browsers) {
    for (const problem of problems) {
      const text = fixKey(problem, browser)
        .split('.')
        .reduce<unknown>((texts, key) => (texts as Record<string, unknown>)[key], en)
      assert.equal(typeof text, 'string', `${browser}: ${problem}`)
    }
  }
})
