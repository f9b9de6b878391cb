import assert from 'node:assert/strict'
import { test } from 'node:test'
import { visibleRows, WINDOW_FROM } from './list-window.ts'

test('a short list is rendered whole', () => {
  assert.deepEqual(visibleRows(WINDOW_FROM - 1, 0, 100, 50), { start: 0, end: WINDOW_FROM - 1 })
})

test('of a long list only what is on the screen, and a little around it', () => {
  assert.deepEqual(visibleRows(1000, 0, 500, 50), { start: 0, end: 18 })
  assert.deepEqual(visibleRows(1000, 5000, 500, 50), { start: 92, end: 118 })
})

test('the end of the list is the end', () => {
  assert.deepEqual(visibleRows(1000, 49_500, 500, 50), { start: 982, end: 1000 })
  const shrunk = visibleRows(100, 90_000, 500, 50)
  assert.ok(shrunk.start <= shrunk.end && shrunk.end === 100)
})
