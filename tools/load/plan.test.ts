import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  divide,
  indexOf,
  nameOf,
  pageOf,
  publishes,
  speakersOf,
  stretchesOf,
  tileSize,
  type Cast,
} from './plan.ts'

const meeting: Cast = { participants: 25, publishers: 25, speakers: 3 }

function turns(count: number): number[] {
  return Array.from({ length: count }, (_, turn) => turn)
}

describe('the plan of a load test', () => {
  it('finds participants by their names', () => {
    assert.equal(indexOf(nameOf(42)), 42)
    assert.equal(indexOf(`${nameOf(7)} @123`), 7)
    assert.equal(indexOf('Ada'), undefined)
    assert.equal(indexOf('Load balancer'), undefined)
  })

  it('lets newcomers publish where everybody does, and only watch a webinar', () => {
    const webinar: Cast = { participants: 300, publishers: 1, speakers: 1 }
    assert.deepEqual(
      [0, 1, 299, 300].map((index) => publishes(index, webinar)),
      [true, false, false, false],
    )
    assert.deepEqual(
      [0, 24, 25].map((index) => publishes(index, meeting)),
      [true, true, true],
    )
  })

  it('gives every participant to one process', () => {
    const shares = divide(10, 3)
    assert.deepEqual(
      shares.map((share) => share.length),
      [4, 3, 3],
    )
    assert.deepEqual(
      shares.flat().sort((a, b) => a - b),
      turns(10),
    )
  })

  it('shows everybody equally often, and nobody to themselves', () => {
    const shown = new Map<number, number>()
    for (const viewer of turns(25)) {
      const page = pageOf(viewer, meeting, 9)
      assert.equal(new Set(page).size, 9)
      assert.ok(!page.includes(viewer))
      for (const index of page) shown.set(index, (shown.get(index) ?? 0) + 1)
    }
    assert.deepEqual([...new Set(shown.values())], [9])
  })

  it('turns the page to other people', () => {
    const first = pageOf(3, meeting, 9, 0)
    const second = pageOf(3, meeting, 9, 1)
    assert.deepEqual(
      first.filter((index) => second.includes(index)),
      [],
    )
    assert.equal(new Set(pageOf(3, meeting, 9, 2)).size, 9)
  })

  it('shows the same people to all, where that is wanted, and others on the next page', () => {
    const together = { ...meeting, samePage: true }
    const pages = [0, 1].map((page) =>
      turns(25).map((viewer) => {
        const shown = pageOf(viewer, together, 4, page)
        assert.ok(shown.length === 4 && !shown.includes(viewer))
        return shown
      }),
    )
    // Who is on the page shows one more instead of themselves.
    const [first, second] = pages.map((shown) => new Set(shown.flat()))
    assert.deepEqual(first, new Set([0, 1, 2, 3, 4]))
    assert.deepEqual(second, new Set([4, 5, 6, 7, 8]))
  })

  it('shows all others in a small room, and the one publisher of a webinar', () => {
    assert.deepEqual(pageOf(1, { ...meeting, participants: 3, publishers: 3 }, 9), [2, 0])
    const webinar = { participants: 300, publishers: 1, speakers: 1 }
    assert.deepEqual(pageOf(200, webinar, 1), [0])
    assert.deepEqual(pageOf(0, webinar, 1), [])
  })

  it('lets so many speak at once, one of them new in each turn', () => {
    for (const speakers of [1, 2, 3, 5]) {
      const cast = { ...meeting, speakers }
      for (const turn of turns(60).slice(speakers)) {
        assert.equal(speakersOf(turn, cast).size, speakers, `turn ${turn}`)
        assert.equal(stretchesOf(cast, turn, turn + 1).length, 1, `turn ${turn}`)
      }
    }
  })

  it('lets everybody speak in the end, some again and again', () => {
    const stretches = stretchesOf(meeting, 0, 60)
    const counts = meeting.participants
    assert.equal(new Set(stretches.map(({ speaker }) => speaker)).size, counts)
    assert.ok(stretches.filter(({ speaker }) => speaker === 0).length >= 8)
  })

  it('needs no turns where everybody may speak at once, or nobody', () => {
    const two = { participants: 2, publishers: 2, speakers: 3 }
    assert.deepEqual([...speakersOf(9, two)], [0, 1])
    assert.deepEqual(stretchesOf(two, 5, 9), [])
    assert.deepEqual([...speakersOf(9, { ...meeting, speakers: 0 })], [])
  })

  it('gives tiles the size that a page has for them', () => {
    assert.deepEqual(tileSize(9), { width: 420, height: 236 })
    assert.deepEqual(tileSize(1), { width: 1270, height: 714 })
  })
})
