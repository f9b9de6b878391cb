import assert from 'node:assert/strict'
import { test } from 'node:test'
import { EMPTY_FLOOR, FLOOR_HOLD_MS, nextFloor } from './speaker-floor.ts'

const others = ['ann', 'ben', 'cem']

test('before anybody spoke the first seat stands in', () => {
  assert.equal(nextFloor(EMPTY_FLOOR, { dominant: null, others, now: 0 }).floor.holder, 'ann')
})

test('a stand-in gives way at once to the first speaker', () => {
  const { floor } = nextFloor(EMPTY_FLOOR, { dominant: null, others, now: 0 })
  assert.equal(nextFloor(floor, { dominant: 'ben', others, now: 1 }).floor.holder, 'ben')
})

test('a change waits until the floor was held for two seconds', () => {
  const ben = { holder: 'ben', since: 1000 }
  const early = nextFloor(ben, { dominant: 'cem', others, now: 1500 })
  assert.deepEqual(early, { floor: ben, waitMs: FLOOR_HOLD_MS - 500 })
  const later = nextFloor(ben, { dominant: 'cem', others, now: 1000 + FLOOR_HOLD_MS })
  assert.deepEqual(later.floor, { holder: 'cem', since: 3000 })
})

test('one never sees oneself on the floor', () => {
  const ben = { holder: 'ben', since: 0 }
  assert.equal(nextFloor(ben, { dominant: 'me', others, now: 9000 }).floor, ben)
})

test('silence changes nothing', () => {
  const ben = { holder: 'ben', since: 0 }
  assert.equal(nextFloor(ben, { dominant: null, others, now: 9000 }).floor, ben)
})

test('the floor passes on at once when its holder leaves', () => {
  const ben = { holder: 'ben', since: 1000 }
  const step = nextFloor(ben, { dominant: 'cem', others: ['ann', 'cem'], now: 1100 })
  assert.equal(step.floor.holder, 'cem')
})

test('an empty room has no floor, and the state stays the same object', () => {
  assert.equal(nextFloor(EMPTY_FLOOR, { dominant: 'me', others: [], now: 5 }).floor, EMPTY_FLOOR)
})
