import assert from 'node:assert/strict'
import { test } from 'node:test'
import { timeSince } from './time-since.ts'

const HOUR = 3_600_000

test('says how long ago in the largest unit that fits', () => {
  assert.equal(timeSince(0, 20_000, 'en'), 'this minute')
  assert.equal(timeSince(0, 5 * 60_000, 'en'), '5 minutes ago')
  assert.equal(timeSince(0, 2.9 * HOUR, 'en'), '2 hours ago')
  assert.equal(timeSince(0, 24 * HOUR, 'en'), 'yesterday')
  assert.equal(timeSince(0, 3 * 24 * HOUR, 'ko'), '3일 전')
})

test('a clock that was set back is no future', () => {
  assert.equal(timeSince(HOUR, 0, 'en'), 'this minute')
})
