import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ERROR_CODES } from '../../protocol/errors.ts'
import { check as checkEn } from './en/check.ts'
import { check as checkKo } from './ko/check.ts'
import { en } from './en.ts'
import { ko } from './ko.ts'
import { directionOf, resolveLanguage } from './languages.ts'

interface Texts {
  [key: string]: string | Texts
}

function flatten(texts: Texts, prefix = ''): Map<string, string> {
  const flat = new Map<string, string>()
  for (const [key, value] of Object.entries(texts)) {
    if (typeof value === 'string') flat.set(prefix + key, value)
    else for (const [inner, text] of flatten(value, `${prefix}${key}.`)) flat.set(inner, text)
  }
  return flat
}

// Korean has one plural form, English two.
function withoutPlural(key: string): string {
  return key.replace(/_(one|other)$/, '')
}

function placeholders(text: string): string[] {
  return [...text.matchAll(/\{\{\w+\}\}|<\d>|<\/\d>/g)].map(([match]) => match).sort()
}

const english = flatten({ ...en, check: checkEn })
const korean = flatten({ ...ko, check: checkKo })

test('English and Korean have the same texts', () => {
  const keys = (texts: Map<string, string>): string[] =>
    [...new Set([...texts.keys()].map(withoutPlural))].sort()
  assert.deepEqual(keys(korean), keys(english))
})

test('every plural has the forms that its language needs', () => {
  for (const key of english.keys()) {
    if (!/_(one|other)$/.test(key)) continue
    const base = withoutPlural(key)
    assert.ok(english.has(`${base}_one`) && english.has(`${base}_other`), base)
    assert.ok(korean.has(`${base}_other`) && !korean.has(`${base}_one`), base)
  }
})

test('no text is empty, and each has the same placeholders in both languages', () => {
  for (const [key, text] of korean) {
    assert.ok(text.trim(), key)
    const original = english.get(key) ?? ''
    assert.ok(original.trim(), key)
    assert.deepEqual(placeholders(text), placeholders(original), key)
  }
})

test('every refusal of the server has a text', () => {
  for (const code of ERROR_CODES) assert.ok(english.has(`errors.${code}`), code)
})

test('only the opener of the chat has a name that begins with it', () => {
  const buttons = [...flatten(en.meeting), ...flatten(en.panel), ...flatten(en.people)]
  const begin = buttons.filter(([, text]) => text.startsWith('Chat')).map(([key]) => key)
  assert.deepEqual(begin, ['controls.chat', 'controls.chatUnread'])
})

test('the first language of the browser that is complete is shown, else English', () => {
  assert.equal(resolveLanguage('system', ['de-DE', 'ko-KR', 'en']), 'ko')
  assert.equal(resolveLanguage('system', ['de']), 'en')
  assert.equal(resolveLanguage('en', ['ko']), 'en')
})

test('reading direction follows the language', () => {
  assert.equal(directionOf('ko'), 'ltr')
  assert.equal(directionOf('ar-EG'), 'rtl')
})
