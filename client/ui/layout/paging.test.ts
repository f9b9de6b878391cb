import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gridCapacity, pageOf } from './paging.ts'

const people = Array.from({ length: 25 }, (_, index) => index)

test('pages cut the list without losing or repeating anybody', () => {
  const first = pageOf(people, 0, 16)
  const second = pageOf(people, 1, 16)
  assert.equal(first.count, 2)
  assert.deepEqual([...first.items, ...second.items], people)
})

test('a page beyond the end gives the last one, as happens when people leave', () => {
  assert.equal(pageOf(people, 7, 16).index, 1)
  assert.equal(pageOf(people.slice(0, 3), 1, 16).index, 0)
})

test('an empty list is one empty page', () => {
  assert.deepEqual(pageOf([], 3, 16), { items: [], index: 0, count: 1 })
})

test('a large stage holds the most, a small one fewer', () => {
  assert.equal(gridCapacity({ width: 1264, height: 640 }, 16, 160), 16)
  assert.equal(gridCapacity({ width: 374, height: 190 }, 6, 160), 4)
  assert.equal(gridCapacity({ width: 10, height: 10 }, 16, 160), 1)
})
