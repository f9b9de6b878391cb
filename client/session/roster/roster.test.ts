import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Participant } from '../../../protocol/index.ts'
import { createParticipant as person } from '../../../protocol/test-participant.ts'
import { applyRoomChange, rosterOfJoin, type RosterState } from './roster.ts'

const nothing = { joined: [], left: [], updated: [] }

function roster(...others: Participant[]): RosterState {
  return rosterOfJoin({
    self: person('me'),
    participants: others,
    participantCount: others.length,
    whole: true,
    dominantSpeaker: null,
  })
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

function largeRoom(named: Participant[], participantCount: number, before?: RosterState): RosterState {
  return rosterOfJoin(
    { self: person('me'), participants: named, participantCount, whole: true, dominantSpeaker: null },
    before,
  )
}

test('people whom the server has not named yet are counted until they are', () => {
  const first = largeRoom([person('anna')], 3)
  assert.equal(first.unlisted, 2)
  const second = applyRoomChange(first, { ...nothing, joined: [person('me'), person('anna'), person('ben')] })
  assert.deepEqual([second.unlisted, second.order], [1, ['anna', 'ben']])
  const third = applyRoomChange(second, { ...nothing, joined: [person('cem')] })
  assert.equal(third.unlisted, 1, 'one of them may have come just now')
  const whole = applyRoomChange(third, { ...nothing, complete: true })
  assert.deepEqual([whole.unlisted, whole.order], [0, ['anna', 'ben', 'cem']])
})

test('whoever leaves before being named is awaited no longer', () => {
  const state = applyRoomChange(largeRoom([person('anna')], 3), { ...nothing, left: ['ben', 'anna'] })
  assert.deepEqual([state.unlisted, state.order], [1, []])
})

test('the whole list in the first answer awaits nobody', () => {
  assert.equal(largeRoom([person('anna'), person('ben')], 2).unlisted, 0)
})

test('after a break everybody stays until the list is complete, and only then whoever left goes', () => {
  const before = roster(person('anna'), person('ben'), person('cem'), person('dee'))
  const resumed = largeRoom([person('cem'), person('eva')], 4, before)
  assert.deepEqual(resumed.order, ['anna', 'ben', 'cem', 'dee', 'eva'])
  assert.deepEqual(resumed.unconfirmed, ['anna', 'ben', 'dee'])
  const half = applyRoomChange(resumed, { ...nothing, joined: [person('anna', { name: 'Anna K.' })] })
  assert.deepEqual([half.unlisted, half.unconfirmed], [1, ['ben', 'dee']])
  assert.equal(half.participants.anna?.name, 'Anna K.')
  const named = applyRoomChange(half, { ...nothing, joined: [person('dee')] })
  assert.deepEqual([named.unlisted, named.unconfirmed], [1, ['ben']])
  const whole = applyRoomChange(named, { ...nothing, complete: true })
  assert.deepEqual([whole.unlisted, whole.unconfirmed], [0, []])
  assert.deepEqual(whole.order, ['anna', 'cem', 'dee', 'eva'])
  assert.equal(whole.participants.ben, undefined)
})

test('another seat begins with an empty list', () => {
  const before = { ...roster(person('anna')), self: person('former-me') }
  assert.deepEqual(largeRoom([person('ben')], 2, before).order, ['ben'])
})
