import assert from 'node:assert/strict'
import { test } from 'node:test'
import { markAfterKey, recipientOptions, type Recipient } from './recipient-options.ts'

const { compare } = new Intl.Collator('en')
const people = (...names: string[]): Recipient[] => names.map((name) => ({ id: name.toLowerCase(), name }))
const names = (options: readonly Recipient[]): string[] => options.map(({ name }) => name)

test('known people come first by name, then whom the server found, each once', () => {
  const options = recipientOptions('b', people('Zeb', 'Bea', 'Ann'), people('Abe', 'Bea', 'Bob'), compare)
  assert.deepEqual(names(options), ['Bea', 'Zeb', 'Abe', 'Bob'])
})

test('a name matches whatever its case and accents, and while a syllable is typed', () => {
  assert.deepEqual(names(recipientOptions('jose', people('José'), [], compare)), ['José'])
  assert.deepEqual(names(recipientOptions('기', people('김민수'), [], compare)), ['김민수'])
})

test('the list stays short, however many are known', () => {
  const many = people(...Array.from({ length: 500 }, (_, index) => `Guest ${index}`))
  assert.equal(recipientOptions('', many, many, compare).length, 20)
})

test('arrows go round the choices, and other keys mark nothing', () => {
  assert.deepEqual([markAfterKey('ArrowDown', -1, 3), markAfterKey('ArrowDown', 2, 3)], [0, 0])
  assert.deepEqual([markAfterKey('ArrowUp', -1, 3), markAfterKey('ArrowUp', 0, 3)], [2, 2])
  assert.equal(markAfterKey('ArrowDown', -1, 0), -1)
  assert.equal(markAfterKey('a', 1, 3), undefined)
})
