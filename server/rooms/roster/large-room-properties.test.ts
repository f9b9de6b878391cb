import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { Participant, RosterList, RosterLook } from '../../../protocol/index.ts'
import { ProminentPeople } from './prominent-people.ts'
import { comparePlaces, placeOf } from './sorted-people.ts'
import type { TestPage } from './test-page.ts'
import { mockClock, TestRoom } from './test-roster.ts'

type Attended = Record<'first' | 'view' | 'received', Set<string>>

/** A room, and beside it what everybody in it ought to know, worked out anew from all that happened. */
class Oracle {
  readonly room = new TestRoom()
  readonly attended = new Map<string, Attended>()
  readonly looks = new Map<string, Map<RosterList, RosterLook>>()
  readonly prominent = new ProminentPeople()
  next = 0

  get ids(): string[] {
    return [...this.room.people.keys()]
  }

  at(index: number): string {
    return this.ids[index % Math.max(1, this.ids.length)] ?? ''
  }

  some(indices: readonly number[]): string[] {
    return indices.map((index) => this.at(index))
  }

  come(count: number): void {
    for (let index = 0; index < count; index += 1) {
      const id = `person-${this.next}`
      const first = this.ids.slice(0, this.next % 4)
      this.room.join(id, { role: this.next === 0 ? 'host' : 'speaker', name: `Name ${this.next % 7}` }, first)
      this.next += 1
      this.#welcomed(id, first)
      this.#facts(id)
    }
  }

  go(index: number): void {
    const id = this.at(index)
    this.room.leave(id)
    this.attended.delete(id)
    this.looks.delete(id)
    this.prominent.remove(id)
  }

  change(index: number, part: Partial<Omit<Participant, 'id'>>): void {
    this.room.update(this.at(index), part)
    this.#facts(this.at(index))
  }

  hear(indices: readonly number[]): void {
    const speaking = [...new Set(this.some(indices))]
    const dominant = speaking.at(-1) ?? null
    this.prominent.heard(speaking, dominant)
    this.room.roster.heard(speaking, dominant)
    for (const page of this.pages) for (const id of this.prominent.members) this.#knows(page, id)
  }

  attend(index: number, reason: 'view' | 'received', indices: readonly number[]): void {
    const id = this.at(index)
    const attended = this.attended.get(id)
    if (!attended) return
    const ids = this.some(indices)
    attended[reason] = new Set(ids)
    if (reason === 'view') attended.first = new Set()
    this.room.roster.attend(id, reason, [...ids, 'a-stranger'])
    const page = this.room.pages.get(id)
    if (reason === 'received' && page) for (const other of ids) this.#knows(page, other)
  }

  look(index: number, look: RosterLook): void {
    const id = this.at(index)
    if (!this.room.pages.get(id)?.isConnected) return
    this.room.look(id, look)
    const looks = this.looks.get(id) ?? new Map<RosterList, RosterLook>()
    this.looks.set(id, looks)
    if (look.count === 0) looks.delete(look.list)
    else looks.set(look.list, look)
  }

  breakLine(index: number): void {
    this.room.disconnect(this.at(index))
    this.looks.delete(this.at(index))
  }

  comeBack(index: number): void {
    const id = this.at(index)
    const first = this.ids.slice(0, 3)
    this.room.return(id, first)
    this.#welcomed(id, first)
  }

  get pages(): TestPage[] {
    return [...this.room.pages.values()].filter(({ isConnected }) => isConnected)
  }

  /** Everybody knows exactly whom they ought to know, as they are now. */
  check(): void {
    const isWhole = this.room.roster.list !== null
    for (const page of this.pages) {
      const expected = isWhole ? new Set(this.ids) : this.#expected(page.id)
      expected.delete(page.id)
      assert.deepEqual([page.whole, page.count], [isWhole, this.ids.length])
      assert.deepEqual([...page.known.keys()].sort(), [...expected].sort(), `${page.id} knows others`)
      for (const [id, known] of page.known) assert.deepEqual(known, this.room.people.get(id))
      for (const [list, look] of this.looks.get(page.id) ?? []) {
        assert.deepEqual(page.windows.get(list), this.#window(page.id, look))
      }
    }
  }

  #expected(id: string): Set<string> {
    const { first, view, received } = this.attended.get(id) ?? { first: [], view: [], received: [] }
    const seen = [...(this.looks.get(id) ?? [])].flatMap(([, look]) => this.#window(id, look).ids)
    const all = [...this.prominent.members, ...first, ...view, ...received, ...seen]
    return new Set(all.filter((other) => this.room.people.has(other)))
  }

  #window(viewerId: string, { list, from, count, search = '' }: RosterLook) {
    const places = this.ids.map((id) =>
      placeOf(list, this.room.people.get(id) as Participant, Number(id.slice(7))),
    )
    const ids = places
      .sort(comparePlaces)
      .map(({ id }) => id)
      .filter(
        (id) =>
          id !== viewerId && this.room.people.get(id)?.name.toLowerCase().includes(search.toLowerCase()),
      )
    const first = Math.max(0, Math.min(from, ids.length - count))
    return { total: ids.length, from: first, ids: ids.slice(first, first + count) }
  }

  #welcomed(id: string, first: readonly string[]): void {
    const before = this.attended.get(id)
    this.attended.set(id, {
      view: before?.view ?? new Set(),
      received: before?.received ?? new Set(),
      first: new Set(first),
    })
    this.looks.delete(id)
  }

  #facts(id: string): void {
    const person = this.room.people.get(id)
    if (person) this.prominent.update(person)
  }

  #knows(page: TestPage, id: string): void {
    const isLarge = this.room.roster.list === null
    if (!isLarge || id === page.id || !page.isConnected || !this.room.people.has(id)) return
    assert.ok(page.known.has(id), `${page.id} has not heard of ${id} in time`)
  }
}

// The same few again and again, and everybody.
const index = fc.oneof(fc.nat({ max: 4 }), fc.nat({ max: 60 }))
const several = fc.array(index, { maxLength: 12 })
const publications: fc.Arbitrary<Participant['publications']> = fc.uniqueArray(
  fc.record(
    { source: fc.constantFrom('camera', 'screen', 'microphone'), paused: fc.boolean() },
    { noNullPrototype: true },
  ),
  { selector: ({ source }) => source },
)
const look: fc.Arbitrary<RosterLook> = fc.oneof(
  fc.record({ list: fc.constantFrom('stage', 'people'), from: index, count: fc.nat({ max: 9 }) }),
  fc.record({
    list: fc.constant('people'),
    from: fc.nat({ max: 5 }),
    count: index,
    search: fc.constantFrom('name 1', 'E', 'x'),
  }),
)
const step: fc.Arbitrary<(oracle: Oracle) => void> = fc.oneof(
  fc.nat({ max: 9 }).map((count) => (o: Oracle) => o.come(count)),
  several.map((all) => (o: Oracle) => all.forEach((one) => o.go(one))),
  fc.tuple(index, fc.nat({ max: 9 })).map(
    ([one, n]) =>
      (o: Oracle) =>
        o.change(one, { name: `New ${n}` }),
  ),
  fc.tuple(index, fc.option(fc.nat({ max: 50 }))).map(
    ([one, at]) =>
      (o: Oracle) =>
        o.change(one, { handRaisedAt: at }),
  ),
  fc.tuple(index, publications).map(
    ([one, p]) =>
      (o: Oracle) =>
        o.change(one, { publications: p }),
  ),
  several.map((all) => (o: Oracle) => o.hear(all)),
  fc.tuple(index, several).map(
    ([one, all]) =>
      (o: Oracle) =>
        o.attend(one, 'view', all),
  ),
  fc.tuple(index, several).map(
    ([one, all]) =>
      (o: Oracle) =>
        o.attend(one, 'received', all),
  ),
  fc.tuple(index, look).map(
    ([one, wanted]) =>
      (o: Oracle) =>
        o.look(one, wanted),
  ),
  index.map((one) => (o: Oracle) => o.breakLine(one)),
  index.map((one) => (o: Oracle) => o.comeBack(one)),
)

describe('a room of any size', () => {
  it('tells everybody exactly what they ought to know, and of nobody else, whatever happens', (t) => {
    const tick = mockClock(t)
    fc.assert(
      fc.property(
        // Around the bounds, and beyond.
        fc.constantFrom(2, 22, 30, 36, 44),
        fc.array(fc.tuple(step, fc.constantFrom(0, 0, 50, 150, 700)), { minLength: 1, maxLength: 40 }),
        (size, steps) => {
          const oracle = new Oracle()
          oracle.come(size + 1)
          for (const [act, pauseMs] of steps) {
            act(oracle)
            tick(pauseMs)
          }
          tick(3000)
          oracle.check()
          for (const id of oracle.ids) oracle.room.leave(id)
          tick(2000)
          assert.equal(oracle.room.roster.remembered, 0)
          oracle.room.roster.close()
        },
      ),
      { numRuns: 300 },
    )
  })
})
