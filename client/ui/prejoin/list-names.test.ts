import assert from 'node:assert/strict'
import { test } from 'node:test'
import { listNames } from './list-names.ts'

test('names are joined as the language does', () => {
  assert.equal(listNames(['Ann'], 'en'), 'Ann')
  assert.equal(listNames(['Ann', 'Ben'], 'en'), 'Ann and Ben')
  assert.equal(listNames(['Ann', 'Ben', 'Cem'], 'en'), 'Ann, Ben, and Cem')
  assert.notEqual(listNames(['Ann', 'Ben'], 'ko'), listNames(['Ann', 'Ben'], 'en'))
})

test('nobody is an empty text', () => {
  assert.equal(listNames([], 'en'), '')
})
