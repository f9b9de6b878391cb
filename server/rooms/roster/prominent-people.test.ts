import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { createParticipant } from '../../../protocol/test-participant.ts'
import { ProminentPeople } from './prominent-people.ts'

const ids = (count: number, name = 'p'): string[] =>
  Array.from({ length: count }, (_, index) => `${name}${index}`)
const screen = { publications: [{ source: 'screen' as const, paused: false }] }
const members = (people: ProminentPeople): string[] => [...people.members].sort()

describe('ProminentPeople', () => {
  it('always has a place for whoever holds the floor', () => {
    const people = new ProminentPeople()
    people.heard(ids(8), null)
    people.heard(['boss', ...ids(8)], 'boss')
    assert.ok(people.members.has('boss'))
    assert.equal(people.members.size, 8)
  })

  it('are hosts and those who share a screen, the first four of these', () => {
    const people = new ProminentPeople()
    people.update(createParticipant('host', { role: 'host' }))
    for (const id of ids(6)) people.update(createParticipant(id, screen))
    people.update(createParticipant('nobody'))
    assert.deepEqual(members(people), ['host', 'p0', 'p1', 'p2', 'p3'])
    people.update(createParticipant('p1'))
    assert.deepEqual(members(people), ['host', 'p0', 'p2', 'p3', 'p4'])
  })

  it('are those whom hosts show to everybody, as long as they are there', () => {
    const people = new ProminentPeople()
    for (const id of ids(3)) people.update(createParticipant(id))
    people.spotlight(['p2', 'p0'])
    assert.deepEqual(members(people), ['p0', 'p2'])
    people.remove('p2')
    assert.deepEqual(members(people), ['p0'])
    people.spotlight([])
    assert.deepEqual(members(people), [])
  })

  it('are the first eight hands, in the order in which they went up', () => {
    const people = new ProminentPeople()
    for (const [index, id] of ids(12).entries())
      people.update(createParticipant(id, { handRaisedAt: 100 - index }))
    assert.deepEqual(members(people), ids(12).slice(4).sort())
    people.update(createParticipant('p11'))
    people.remove('p10')
    assert.deepEqual(members(people), ids(10).slice(2).sort())
  })

  it('are those who were heard last, however long ago', () => {
    const people = new ProminentPeople()
    for (const id of ids(10)) people.heard([id], id)
    assert.deepEqual(members(people), ids(10).slice(2))
    people.heard(['p2'], 'p2')
    people.heard(['new'], 'p2')
    assert.deepEqual(members(people), ['new', 'p2', 'p4', 'p5', 'p6', 'p7', 'p8', 'p9'])
  })

  it('stay the same while more speak at once than there are places, and whoever holds the floor is one', () => {
    const people = new ProminentPeople()
    const crowd = ids(20)
    people.heard(crowd, 'p19')
    const before = members(people)
    assert.ok(before.includes('p19'))
    for (let round = 0; round < 10; round += 1) {
      people.heard([...crowd.slice(round), ...crowd.slice(0, round)], 'p19')
      assert.deepEqual(members(people), before)
    }
  })

  it('are never more than 28, and are nobody once all have left', () => {
    const id = fc.nat({ max: 60 }).map((index) => `p${index}`)
    const act = fc.oneof(
      fc.tuple(id, fc.boolean(), fc.boolean(), fc.option(fc.nat({ max: 9 }))).map(
        ([who, isHost, isSharing, handRaisedAt]) =>
          (people: ProminentPeople) =>
            people.update(
              createParticipant(who, {
                role: isHost ? 'host' : 'speaker',
                handRaisedAt,
                ...(isSharing ? screen : {}),
              }),
            ),
      ),
      fc.array(id).map((all) => (people: ProminentPeople) => people.heard(all, all[0] ?? null)),
      id.map((who) => (people: ProminentPeople) => people.remove(who)),
    )
    fc.assert(
      fc.property(fc.array(act, { maxLength: 100 }), (acts) => {
        const people = new ProminentPeople()
        for (const one of acts) {
          one(people)
          assert.ok(people.members.size <= 28)
        }
        for (const who of ids(61)) people.remove(who)
        assert.equal(people.members.size, 0)
      }),
    )
  })
})
