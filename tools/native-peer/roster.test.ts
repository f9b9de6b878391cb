import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createParticipant } from '../../protocol/test-participant.ts'
import { Roster } from './roster.ts'

const NOTHING = { joined: [], left: [], updated: [] }

/** A roster of Ada, who is in the room with these others. */
function rosterOf(...others: string[]): Roster {
  const roster = new Roster()
  roster.begin(
    createParticipant('ada'),
    others.map((id) => createParticipant(id)),
  )
  return roster
}

describe('the roster of a native peer', () => {
  it('names everybody else, in the order of the alphabet', () => {
    assert.deepEqual(rosterOf('dan', 'bob').names, ['bob', 'dan'])
  })

  it('follows who joins and who leaves', () => {
    const roster = rosterOf('bob')
    roster.changed({ ...NOTHING, joined: [createParticipant('carol')], left: ['bob'] })
    assert.deepEqual(roster.names, ['carol'])
    assert.equal(roster.find('bob'), undefined)
  })

  it('never lists the peer itself', () => {
    const roster = rosterOf()
    roster.changed({ ...NOTHING, joined: [createParticipant('ada')] })
    assert.deepEqual(roster.others, [])
  })

  it('changes what an update names, and keeps the rest', () => {
    const roster = rosterOf('bob')
    roster.changed({
      ...NOTHING,
      updated: [
        { id: 'bob', name: 'Robert' },
        { id: 'ada', handRaisedAt: 5 },
      ],
    })
    assert.deepEqual(roster.find('bob'), createParticipant('bob', { name: 'Robert' }))
    assert.deepEqual(roster.self, createParticipant('ada', { handRaisedAt: 5 }))
  })

  it('adds nobody for an update of somebody who is not there', () => {
    const roster = rosterOf()
    roster.changed({ ...NOTHING, updated: [{ id: 'bob', name: 'Robert' }] })
    assert.deepEqual(roster.others, [])
  })

  it('applies changes that came before the answer to the join, and keeps all of them', () => {
    const roster = new Roster()
    roster.changed({ ...NOTHING, joined: [createParticipant('carol')], left: ['bob'] })
    roster.begin(createParticipant('ada'), [createParticipant('bob')])
    assert.deepEqual(roster.names, ['carol'])
    assert.equal(roster.changes.length, 1)
  })

  it('forgets whom it is not told of any more, and never itself', () => {
    const roster = rosterOf('bob', 'carol')
    roster.changed({ ...NOTHING, forgotten: ['bob', 'ada', 'stranger'] })
    assert.deepEqual(roster.names, ['carol'])
    assert.equal(roster.self?.id, 'ada')
  })

  it('begins anew when the room becomes large or small, and knows how many there are', () => {
    const roster = rosterOf('bob', 'carol')
    assert.equal(roster.isWhole, true)
    roster.changed({ ...NOTHING, joined: [createParticipant('dan')], whole: false, count: 40 })
    assert.deepEqual([roster.names, roster.isWhole, roster.count], [['dan'], false, 40])
    roster.changed({ ...NOTHING, count: 41 })
    const list = [createParticipant('ada'), createParticipant('bob')]
    roster.changed({ ...NOTHING, joined: list, whole: true, complete: true })
    assert.deepEqual([roster.names, roster.isWhole, roster.count], [['bob'], true, 41])
  })

  it('knows who is in its windows', () => {
    const roster = rosterOf('bob')
    roster.seen({ participants: [createParticipant('carol')] })
    roster.changed({ ...NOTHING, updated: [{ id: 'carol', name: 'Caroline' }] })
    assert.deepEqual(roster.names, ['Caroline', 'bob'])
  })
})
