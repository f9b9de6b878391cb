import assert from 'node:assert/strict'
import { test } from 'node:test'
import { EMPTY_PROMOTION, promote, promotedOrder } from './speaker-promotion.ts'

const people = ['a', 'b', 'c', 'd', 'e']

test('the first page fills in order', () => {
  const state = promote(EMPTY_PROMOTION, { people, places: 3, speaker: null, now: 0 })
  assert.deepEqual(promotedOrder(state, people), people)
})

test('a speaker from a later page takes the place of the longest silent one', () => {
  let state = promote(EMPTY_PROMOTION, { people, places: 3, speaker: 'c', now: 1 })
  state = promote(state, { people, places: 3, speaker: 'e', now: 2 })
  assert.deepEqual(state.front, ['a', 'e', 'c'])
  assert.deepEqual(promotedOrder(state, people), ['a', 'e', 'c', 'b', 'd'])
})

test('a speaker who is on the page already moves nobody', () => {
  const before = promote(EMPTY_PROMOTION, { people, places: 3, speaker: null, now: 0 })
  const after = promote(before, { people, places: 3, speaker: 'b', now: 1 })
  assert.deepEqual(after.front, before.front)
})

test('who leaves frees a place for the next one, and the others stay', () => {
  const before = promote(EMPTY_PROMOTION, { people, places: 3, speaker: null, now: 0 })
  const after = promote(before, { people: ['a', 'c', 'd', 'e'], places: 3, speaker: null, now: 1 })
  assert.deepEqual(after.front, ['a', 'c', 'd'])
})

test('a smaller page drops the silent and keeps the speaker', () => {
  let state = promote(EMPTY_PROMOTION, { people, places: 4, speaker: 'd', now: 1 })
  state = promote(state, { people, places: 2, speaker: 'd', now: 2 })
  assert.deepEqual(state.front, ['a', 'd'])
})

test('who left is forgotten', () => {
  const before = promote(EMPTY_PROMOTION, { people, places: 3, speaker: 'a', now: 1 })
  const after = promote(before, { people: ['b'], places: 3, speaker: 'a', now: 2 })
  assert.deepEqual(after, { front: ['b'], spokeAt: {} })
})

test('a page without places has nobody on it', () => {
  assert.deepEqual(promote(EMPTY_PROMOTION, { people, places: 0, speaker: 'a', now: 1 }).front, [])
})

test('a leading speaker changes places with the former one, so that nobody else moves', () => {
  let state = promote(EMPTY_PROMOTION, { people, places: 4, speaker: 'a', speakerLeads: true, now: 1 })
  state = promote(state, { people, places: 4, speaker: 'c', speakerLeads: true, now: 2 })
  assert.deepEqual(state.front, ['c', 'b', 'a', 'd'])
})
