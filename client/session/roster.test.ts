import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Participant } from '../../protocol/index.ts'
import { applyRoomChange, rosterOfJoin, type RosterState } from './roster.ts'

const person = (id: string, part: Partial<Participant> = {}): Participant => ({
  id,
  name: id,
  role: 'participant',
  handRaisedAt: null,
  connection: 'connected',
  publications: [],
  ...part,
})

const nothing = { joined: [], left: [], updated: [] }

function roster(...others: Participant[]): RosterState {
  return rosterOfJoin({ self: person('me'), participants: others, dominantSpeaker: null })
}

test('a join lists the others in the order of their seats, without oneself', () => {
  const state = roster(person('anna'), person('me'), person('ben'))
  assert.deepEqual(state.order, ['anna', 'ben'])
  assert.deepEqual(Object.keys(state.participants), ['anna', 'ben'])
})

test('somebody new comes last', () => {
  const state = applyRoomChange(roster(person('anna')), { ...nothing, joined: [person('ben')] })
  assert.deepEqual(state.order, ['anna', 'ben'])
})

test('somebody who "joined" and is known keeps the place and gets the new values', () => {
  const before = roster(person('anna'), person('ben'))
  const state = applyRoomChange(before, { ...nothing, joined: [person('anna', { name: 'Anna K.' })] })
  assert.deepEqual(state.order, ['anna', 'ben'])
  assert.equal(state.participants.anna?.name, 'Anna K.')
})

test('an update changes what it names and leaves the rest', () => {
  const before = roster(person('anna', { handRaisedAt: 5 }))
  const publications = [{ source: 'camera' as const, paused: false }]
  const state = applyRoomChange(before, { ...nothing, updated: [{ id: 'anna', publications }] })
  assert.deepEqual(state.participants.anna, person('anna', { handRaisedAt: 5, publications }))
})

test('null is a value: a hand goes down', () => {
  const before = roster(person('anna', { handRaisedAt: 5 }))
  const state = applyRoomChange(before, { ...nothing, updated: [{ id: 'anna', handRaisedAt: null }] })
  assert.equal(state.participants.anna?.handRaisedAt, null)
})

test('an update about a stranger is ignored', () => {
  const state = applyRoomChange(roster(), { ...nothing, updated: [{ id: 'ghost', name: 'Boo' }] })
  assert.deepEqual(state.participants, {})
})

test('what concerns oneself changes oneself', () => {
  const joined = applyRoomChange(roster(), { ...nothing, joined: [person('me', { role: 'host' })] })
  assert.equal(joined.self?.role, 'host')
  assert.deepEqual(joined.order, [])
  const renamed = applyRoomChange(joined, { ...nothing, updated: [{ id: 'me', name: 'Me too' }] })
  assert.equal(renamed.self?.name, 'Me too')
})

test('whoever left is gone from everywhere', () => {
  const before: RosterState = {
    ...roster(person('anna'), person('ben')),
    dominantSpeaker: 'anna',
    speaking: { anna: -20, ben: -30 },
  }
  const state = applyRoomChange(before, { ...nothing, left: ['anna'] })
  assert.deepEqual(state.order, ['ben'])
  assert.deepEqual(state.participants, { ben: person('ben') })
  assert.equal(state.dominantSpeaker, null)
  assert.deepEqual(state.speaking, { ben: -30 })
})

test('participants whom nothing concerns stay the same objects', () => {
  const before = roster(person('anna'), person('ben'))
  const state = applyRoomChange(before, { ...nothing, updated: [{ id: 'anna', name: 'A' }] })
  assert.equal(state.participants.ben, before.participants.ben)
  assert.equal(state.speaking, before.speaking)
})

test('nothing that went before is touched', () => {
  const before = roster(person('anna'))
  const frozen = structuredClone(before)
  applyRoomChange(before, { joined: [person('ben')], left: ['anna'], updated: [] })
  assert.deepEqual(before, frozen)
})
