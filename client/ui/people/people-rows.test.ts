import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createParticipant as person } from '../../../protocol/test-participant.ts'
import { FIRST_LOOK, lookForRows } from './list-look.ts'
import { compareOnList } from './people-order.ts'
import { listedRows, type ListedFacts } from './people-rows.ts'

const names = Array.from({ length: 1000 }, (_, index) => `p${String(index).padStart(3, '0')}`)
const participants = Object.fromEntries(names.map((id) => [id, person(id)]))

function facts(from: number, count: number, changes: Partial<ListedFacts> = {}): ListedFacts {
  const ids = names.slice(from, from + count)
  return {
    self: person('me', { name: 'Mia' }),
    participants,
    others: 1000,
    speakers: new Set(),
    window: { total: 1000, from, ids, search: '', head: [] },
    ...changes,
  }
}

function rowsOf(given: ListedFacts, from: number, to: number): (string | undefined)[] {
  const { at } = listedRows(given)
  return Array.from({ length: to - from }, (_, index) => at(from + index))
}

test('oneself first, then the list; what is not looked at is unknown', () => {
  assert.equal(listedRows(facts(0, 64)).count, 1001)
  assert.deepEqual(rowsOf(facts(0, 64), 0, 3), ['me', 'p000', 'p001'])
  assert.deepEqual(rowsOf(facts(100, 64), 99, 103), [undefined, undefined, 'p100', 'p101'])
})

test('who speaks stands above the list, and in no second row, wherever the window is', () => {
  const speakers = new Set(['p500', 'p002'])
  assert.equal(listedRows(facts(0, 64, { speakers })).count, 1001)
  assert.deepEqual(rowsOf(facts(0, 64, { speakers }), 0, 6), ['me', 'p002', 'p500', 'p000', 'p001', 'p003'])
  for (const from of [0, 100, 480, 520, 936]) {
    const rows = rowsOf(facts(from, 64, { speakers }), 0, 1001).filter((id) => id !== undefined)
    assert.equal(new Set(rows).size, rows.length, `window from ${from}`)
    const { at } = listedRows(facts(from, 64, { speakers }))
    const last = names[from + 63]
    // One and two speakers above make up for those who are missing before.
    const row = from + 63 + 3 - [...speakers].filter((id) => id <= (last ?? '')).length
    assert.equal(at(row), last, `window from ${from}`)
  }
})

test('a search shows what it found in the order of the server, and oneself if that fits', () => {
  const window = { total: 2, from: 0, ids: ['p010', 'p002'], search: 'P0', head: [] }
  const given = facts(0, 0, { window, speakers: new Set(['p002']) })
  assert.deepEqual(rowsOf(given, 0, listedRows(given).count), ['p010', 'p002'])
  const own = facts(0, 0, { window: { ...window, total: 0, ids: [], search: 'mi' } })
  assert.deepEqual(rowsOf(own, 0, listedRows(own).count), ['me'])
})

test('before the first answer there are as many rows as people', () => {
  const rows = listedRows(facts(0, 0, { window: null }))
  assert.deepEqual([rows.count, rows.at(0), rows.at(1)], [1001, 'me', undefined])
})

test('the look stays while it holds what is rendered, and moves before the screen is empty', () => {
  assert.equal(lookForRows(FIRST_LOOK, { start: 10, end: 44 }), FIRST_LOOK)
  const moved = lookForRows(FIRST_LOOK, { start: 40, end: 74 })
  assert.ok(moved.from <= 40 && moved.from + moved.count >= 74)
  assert.equal(lookForRows(moved, { start: moved.from, end: moved.from + 30 }), moved)
  assert.equal(lookForRows(moved, { start: 0, end: 20 }).from, 0)
})

test('the order is that of hands, then names in the root locale, then ids', () => {
  const people = [
    person('4', { name: 'zoe' }),
    person('3', { name: 'Ann' }),
    person('2', { name: 'Ann' }),
    person('1', { name: 'Bo', handRaisedAt: 20 }),
    person('0', { name: 'Cy', handRaisedAt: 10 }),
  ]
  assert.deepEqual(
    people.sort(compareOnList).map(({ id }) => id),
    ['0', '1', '2', '3', '4'],
  )
})
