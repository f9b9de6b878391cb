import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { createParticipant } from '../../../protocol/test-participant.ts'
import { comparePlaces, placeOf, SortedPeople, type Place } from './sorted-people.ts'

const place = (id: string, part: Partial<Place> = {}): Place => ({ id, rank: 0, order: 0, name: '', ...part })
const anyPlace = fc.record({
  id: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g'),
  rank: fc.nat({ max: 1 }),
  order: fc.nat({ max: 2 }),
  name: fc.constantFrom('Ada', 'ada', 'Ádá', 'bob', '', '김', '１', '1'),
})

describe('the order of people', () => {
  it('is that of raised hands, then that of names, in the list of people', () => {
    const people = [
      createParticipant('zoe'),
      createParticipant('late', { handRaisedAt: 20 }),
      createParticipant('eva', { name: 'Éva' }),
      createParticipant('ann', { name: 'ann' }),
      createParticipant('early', { handRaisedAt: 10 }),
    ]
    const sorted = new SortedPeople(people.map((one, age) => placeOf('people', one, age)))
    assert.deepEqual([...sorted.ids()], ['early', 'late', 'ann', 'eva', 'zoe'])
  })

  it('is that of seats on the stage, cameras that send first', () => {
    const camera = (paused: boolean) => ({ publications: [{ source: 'camera' as const, paused }] })
    const people = [
      createParticipant('without'),
      createParticipant('off', camera(true)),
      createParticipant('on', camera(false)),
      createParticipant('on-too', camera(false)),
    ]
    const sorted = new SortedPeople(people.map((one, age) => placeOf('stage', one, age)))
    assert.deepEqual([...sorted.ids()], ['on', 'on-too', 'without', 'off'])
  })

  it('is the same for equal names, and whatever language the server speaks', () => {
    assert.ok(comparePlaces(place('a', { name: 'Kim' }), place('b', { name: 'Kim' })) < 0)
    assert.ok(comparePlaces(place('a', { name: 'z' }), place('b', { name: 'ä' })) > 0, 'ä is a kind of a')
    assert.equal(comparePlaces(place('a'), place('a')), 0)
  })
})

describe('SortedPeople', () => {
  it('stays sorted while people come, move and go', () => {
    const steps = fc.array(fc.oneof(anyPlace, fc.constantFrom('a', 'b', 'c')))
    fc.assert(
      fc.property(fc.uniqueArray(anyPlace, { selector: ({ id }) => id }), steps, (begin, all) => {
        const sorted = new SortedPeople(begin)
        const naive = new Map(begin.map((one) => [one.id, one]))
        for (const one of all) {
          const id = typeof one === 'string' ? one : one.id
          const before = naive.get(id)
          if (typeof one === 'string') {
            assert.equal(sorted.remove(id), naive.delete(id))
          } else {
            const isMove = !before || comparePlaces(before, one) !== 0
            assert.equal(sorted.put(one), isMove)
            naive.set(id, one)
          }
        }
        const expected = [...naive.values()].sort(comparePlaces).map(({ id }) => id)
        assert.deepEqual([...sorted.ids()], expected)
        assert.equal(sorted.size, naive.size)
      }),
    )
  })

  it('shows every part of itself without the one who looks', () => {
    const size = fc.nat({ max: 12 })
    fc.assert(
      fc.property(size, size, size, fc.nat({ max: 20 }), (count, own, wanted, from) => {
        const ids = Array.from({ length: count }, (_, index) => `p${String(index).padStart(2, '0')}`)
        const sorted = new SortedPeople(ids.map((id) => place(id)))
        const exceptId = `p${String(own).padStart(2, '0')}`
        const others = ids.filter((id) => id !== exceptId)
        const first = Math.max(0, Math.min(from, others.length - wanted))
        assert.deepEqual(sorted.slice(exceptId, from, wanted), {
          total: others.length,
          from: first,
          ids: others.slice(first, first + wanted),
        })
      }),
      { numRuns: 1000 },
    )
  })
})
