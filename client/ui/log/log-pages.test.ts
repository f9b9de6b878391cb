import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { LogEntry } from '../../../protocol/index.ts'
import { PAGE_LINES, withPage } from './log-pages.ts'

/** Lines from one number down to another, both included. */
const lines = (from: number, to: number): LogEntry[] =>
  Array.from({ length: from - to + 1 }, (_, index) => ({ number: from - index, at: 0, kind: 'joined' }))
const numbers = (pages: { entries: readonly LogEntry[] }) => pages.entries.map(({ number }) => number)

test('pages follow each other without a gap and without a line twice', () => {
  const first = withPage(null, lines(120, 71), false)
  assert.equal(first.hasMore, true)
  const second = withPage(first, lines(70, 21), true)
  const third = withPage(second, lines(20, 1), true)
  assert.deepEqual(numbers(third), numbers({ entries: lines(120, 1) }))
  assert.equal(third.hasMore, false)
  assert.deepEqual(numbers(withPage(third, lines(20, 1), true)), numbers(third), 'an answer that comes twice')
})

test('newer lines stand first, whatever was read of the older ones', () => {
  const known = withPage(withPage(null, lines(100, 51), false), lines(50, 1), true)
  const newer = withPage(known, lines(103, 54), false)
  assert.deepEqual(numbers(newer), numbers({ entries: lines(103, 1) }))
  assert.equal(newer.hasMore, false)
})

test('so many newer lines that a gap may be between are read from the top again', () => {
  const known = withPage(null, lines(60, 11), false)
  const newer = withPage(known, lines(200, 151), false)
  assert.deepEqual(numbers(newer), numbers({ entries: lines(200, 151) }))
  assert.equal(newer.hasMore, true)
})

test('a short log has no earlier page', () => {
  assert.equal(withPage(null, lines(3, 1), false).hasMore, false)
  assert.deepEqual(withPage(null, [], false), { entries: [], hasMore: false })
  assert.equal(withPage(null, lines(PAGE_LINES, 1), false).hasMore, false, 'line 1 is the first there is')
})
