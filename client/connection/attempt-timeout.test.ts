import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ATTEMPT_MOST_MS, probedTimeout } from './attempt-timeout.ts'

test('an attempt that hangs although the server answers is given up after a second', () => {
  assert.equal(probedTimeout(20, 1), 1_000)
})

test('each attempt that fails gives the next one more time, up to a bound', () => {
  assert.deepEqual(
    [1, 2, 3, 4, 5, 60].map((failures) => probedTimeout(20, failures)),
    [1_000, 2_000, 4_000, 8_000, ATTEMPT_MOST_MS, ATTEMPT_MOST_MS],
  )
})

test('a slow line gets the time that it needs at the first attempt', () => {
  assert.equal(probedTimeout(700, 1), 2_800)
})

test('a server that answers no probe may still take a connection', () => {
  assert.equal(probedTimeout(undefined, 1), ATTEMPT_MOST_MS)
})
