import assert from 'node:assert/strict'
import { test } from 'node:test'
import { directionOf, LANGUAGE_NAMES, resolveLanguage, type Language } from './languages.ts'

test('a choice counts whatever the browser prefers', () => {
  assert.equal(resolveLanguage('ko', ['en-US']), 'ko')
  assert.equal(resolveLanguage('en', ['ko']), 'en')
})

test('without a choice the best language of the browser that is complete is taken', () => {
  assert.equal(resolveLanguage('system', ['ko-KR', 'en']), 'ko')
  assert.equal(resolveLanguage('system', ['fr', 'KO', 'en']), 'ko')
  assert.equal(resolveLanguage('system', ['en-GB', 'ko']), 'en')
})

test('where none is complete it is English', () => {
  assert.equal(resolveLanguage('system', ['fr', 'de-AT']), 'en')
  assert.equal(resolveLanguage('system', []), 'en')
})

test('languages that are written from the right are known by their first part', () => {
  assert.equal(directionOf('ar'), 'rtl')
  assert.equal(directionOf('he-IL'), 'rtl')
  assert.equal(directionOf('en'), 'ltr')
  assert.equal(directionOf(''), 'ltr')
})

test('every language is named and has a direction', () => {
  for (const language of Object.keys(LANGUAGE_NAMES) as Language[]) {
    assert.equal(resolveLanguage('system', [language]), language)
    assert.equal(directionOf(language), 'ltr')
  }
})
