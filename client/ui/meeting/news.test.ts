import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newsOf, type NewsFacts } from './news.ts'

const MOST = 3

function facts(ids: string[], changes: Partial<NewsFacts> = {}): NewsFacts {
  return { ids, known: ids, isWhole: true, ...changes }
}

function large(ids: string[], known: string[]): NewsFacts {
  return facts(ids, { known, isWhole: false })
}

test('where everybody is known, whoever is new on the list is news', () => {
  assert.deepEqual(newsOf(facts(['ada']), facts(['ada', 'bo']), MOST), ['bo'])
  assert.deepEqual(newsOf(facts(['ada', 'bo']), facts(['bo']), MOST), [])
})

test('in a large room somebody who was known without it is news', () => {
  const before = large(['a', 'b', 'c', 'd'], ['a', 'b', 'c', 'd', 'eve'])
  assert.deepEqual(newsOf(before, large(['a', 'b', 'c', 'd', 'eve'], []), MOST), ['eve'])
})

test('somebody who merely becomes known is none: others with a hand up were not named before', () => {
  const before = large(['a', 'b', 'c'], ['a', 'b', 'c'])
  assert.deepEqual(newsOf(before, large(['b', 'c', 'zoe'], ['b', 'c', 'zoe']), MOST), [])
})

test('while fewer are named than the server would name, a stranger among them is new as well', () => {
  const before = large(['a'], ['a', 'b'])
  assert.deepEqual(newsOf(before, large(['a', 'zoe'], ['a', 'zoe']), MOST), ['zoe'])
  // Right after a join not all of them have been named.
  assert.deepEqual(newsOf(before, large(['a', 'zoe'], ['a', 'zoe']), 0), [])
})

test('a room that becomes large or small tells nobody anew', () => {
  assert.deepEqual(newsOf(facts(['a', 'b']), large(['a'], ['a']), MOST), [])
  const before = large(['a', 'b', 'c'], ['a', 'b', 'c'])
  assert.deepEqual(newsOf(before, facts(['a', 'b', 'c', 'd']), MOST), [])
})
