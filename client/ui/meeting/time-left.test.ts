import assert from 'node:assert/strict'
import { test } from 'node:test'
import { timeLeft } from './time-left.ts'

test('the time that is left is counted in whole seconds and ends at nothing', () => {
  assert.equal(timeLeft(301_000, 1_000), '5:00')
  assert.equal(timeLeft(66_000, 1_001), '1:05')
  assert.equal(timeLeft(2_000, 1_999), '0:01')
  assert.equal(timeLeft(2_000, 2_000), '0:00')
  assert.equal(timeLeft(2_000, 99_000), '0:00')
})
