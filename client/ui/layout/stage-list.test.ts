import assert from 'node:assert/strict'
import { test } from 'node:test'
import { listSpan, lookForPage, type StageList } from './stage-list.ts'

const everybody = Array.from({ length: 1000 }, (_, index) => `p${index}`)

/** What a page knows of everybody when it looks at a part of the list. */
function listAt(from: number, count: number, known: readonly string[] = []): StageList {
  const ids = everybody.slice(from, from + count)
  return { total: 1000, head: everybody.slice(0, 64), from, ids, known: new Set([...ids, ...known]) }
}

test('the list goes on behind those who fill the first page', () => {
  const span = listSpan(listAt(0, 64), new Set(everybody.slice(0, 16)))
  assert.equal(span.length, 984)
  assert.deepEqual(span.slice(0, 3), ['p16', 'p17', 'p18'])
})

test('somebody who gave way to a speaker comes first on the second page, the speaker on none', () => {
  const shown = new Set([...everybody.slice(0, 15), 'p700'])
  assert.deepEqual(listSpan(listAt(0, 64), shown).slice(0, 2), ['p15', 'p16'])
  const deep = listSpan(listAt(690, 30), shown).slice(684, 700)
  assert.deepEqual([deep.includes('p699'), deep.includes('p700'), deep.includes('p701')], [true, false, true])
})

test('whoever is not known yet leaves an empty place, and nobody else moves into it', () => {
  const span = listSpan(listAt(200, 40), new Set())
  assert.deepEqual(span.slice(238, 245), ['p238', 'p239'])
})

for (const perPage of [3, 6, 9, 16, 25]) {
  test(`with ${perPage} on a page every person stands on exactly one page, and each look holds its page`, () => {
    const front = [...everybody.slice(0, perPage - 1), 'p700']
    const shown = new Set(front)
    const seen: string[] = [...front]
    const pages = 1 + Math.ceil(listSpan(listAt(0, 64), shown).length / perPage)
    for (let page = 1; page < pages; page += 1) {
      const look = lookForPage(listAt(0, 64), shown, { page, perPage, front: perPage })
      assert.ok(look.from >= 0 && look.count <= 64, JSON.stringify(look))
      const span = listSpan(listAt(look.from, look.count), shown)
      const start = (page - 1) * perPage
      seen.push(...span.slice(start, start + perPage))
    }
    assert.equal(seen.length, 1000)
    assert.equal(new Set(seen).size, 1000)
  })
}

test('the look of a page holds its neighbours, so that turning it waits for nothing', () => {
  const shown = new Set(everybody.slice(0, 9))
  for (const page of [0, 1, 2, 7, 50]) {
    const look = lookForPage(listAt(0, 64), shown, { page, perPage: 9, front: 9 })
    const span = listSpan(listAt(look.from, look.count), shown)
    for (const neighbour of [page - 1, page + 1]) {
      if (neighbour < 1) continue
      const start = (neighbour - 1) * 9
      assert.equal(span.slice(start, start + 9).length, 9, `page ${neighbour} from page ${page}`)
    }
  }
})

test('the look does not change with every change of the first page', () => {
  const place = { page: 30, perPage: 9, front: 9 }
  const before = lookForPage(listAt(0, 64), new Set(everybody.slice(0, 9)), place)
  const after = lookForPage(listAt(0, 64), new Set([...everybody.slice(0, 8), 'p500']), place)
  assert.deepEqual(after, before)
})

test('before anything is known of the list, its beginning is asked for', () => {
  const look = lookForPage({ head: [] }, new Set(['a', 'b']), { page: 0, perPage: 16, front: 2 })
  assert.deepEqual(look, { from: 0, count: 32 })
})
