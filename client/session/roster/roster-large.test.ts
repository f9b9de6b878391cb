import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Participant } from '../../../protocol/index.ts'
import { createParticipant as person } from '../../../protocol/test-participant.ts'
import { applyRoomChange, rosterOfJoin, type RosterState } from './roster.ts'
import { applyLook, applyRosterChange, dropUnconfirmed } from './roster-window.ts'

const nothing = { joined: [], left: [], updated: [] }

function join(named: string[], others: number, before?: RosterState, whole = false): RosterState {
  const participants = named.map((id) => person(id))
  const reply = { self: person('me'), participants, participantCount: others, whole, dominantSpeaker: null }
  return rosterOfJoin(reply, before)
}

function look(state: RosterState, from: number, ids: string[], search = '', total = 500): RosterState {
  const participants: Participant[] = ids.map((id) => person(id))
  const asked = { list: 'people' as const, from, count: 64, ...(search ? { search } : {}) }
  return { ...state, ...applyLook(state, asked, { total, from, participants }) }
}

test('a large room names some, counts all, and awaits nobody', () => {
  const state = join(['ann', 'ben'], 499)
  assert.deepEqual([state.isWhole, state.count, state.unlisted, state.order], [false, 500, 0, ['ann', 'ben']])
})

test('the count is what the server says, whoever becomes known or is forgotten', () => {
  const state = applyRoomChange(join(['ann', 'ben'], 499), {
    ...nothing,
    joined: [person('cem')],
    forgotten: ['ann'],
    count: 640,
  })
  assert.deepEqual([state.count, state.unconfirmed], [640, ['ann']])
  const settled = { ...state, ...dropUnconfirmed(state) }
  assert.deepEqual(settled.order, ['ben', 'cem'])
  assert.equal(settled.participants.ann, undefined)
})

test('whom the server forgets for all and names again to this page is never gone in between', () => {
  const joined = join(['ann', 'ben'], 499)
  const forgotten = applyRoomChange(joined, { ...nothing, joined: [person('cem')], forgotten: ['ann'] })
  assert.deepEqual(forgotten.participants.ann, person('ann'))
  const named = applyRoomChange(forgotten, { ...nothing, joined: [person('ann')] })
  assert.deepEqual([named.unconfirmed, named.order], [[], ['ann', 'ben', 'cem']])
  assert.deepEqual(dropUnconfirmed(named).order, ['ann', 'ben', 'cem'])
})

test('a small room that becomes large keeps whom the server tells of, and its count', () => {
  const small = join(['ann', 'ben', 'cem'], 3, undefined, true)
  const joined = [person('ann'), person('dee')]
  const state = applyRoomChange(small, {
    ...nothing,
    joined,
    forgotten: ['ben', 'cem'],
    whole: false,
    count: 33,
  })
  assert.deepEqual([state.isWhole, state.count, state.order], [false, 33, ['ann', 'dee']])
  const uncounted = applyRoomChange(small, { ...nothing, joined, forgotten: ['ben', 'cem'], whole: false })
  assert.equal(uncounted.count, 4, 'as many as were known before')
})

test('a room that becomes small awaits everybody, and whoever the list does not name is gone', () => {
  const large = look(join(['ann'], 40), 0, ['ben'])
  const small = applyRoomChange(large, { ...nothing, whole: true, count: 4 })
  assert.deepEqual([small.isWhole, small.unlisted, small.windows.people], [true, 1, null])
  const whole = applyRoomChange(small, {
    ...nothing,
    joined: [person('ann'), person('cem')],
    complete: true,
  })
  assert.deepEqual([whole.unlisted, whole.order], [0, ['ann', 'cem']])
  assert.equal(whole.participants.ben, undefined)
})

test('a list that comes at once is complete at once', () => {
  const whole = applyRoomChange(join(['ann'], 40), {
    ...nothing,
    joined: [person('ann'), person('cem')],
    whole: true,
    complete: true,
    count: 3,
  })
  assert.deepEqual([whole.isWhole, whole.unlisted, whole.order], [true, 0, ['ann', 'cem']])
})

test('a look makes its people known, and a change of the window replaces them', () => {
  const opened = look(join(['ann'], 499), 64, ['ben', 'cem'])
  assert.deepEqual([opened.windows.people?.from, opened.windows.people?.ids], [64, ['ben', 'cem']])
  assert.deepEqual(opened.order, ['ann', 'ben', 'cem'])
  const change = {
    list: 'people' as const,
    total: 501,
    from: 64,
    ids: ['cem', 'dee'],
    participants: [person('dee')],
  }
  const changed = { ...opened, ...applyRosterChange(opened, change) }
  assert.deepEqual([changed.windows.people?.total, changed.windows.people?.ids], [501, ['cem', 'dee']])
  assert.deepEqual(changed.participants.dee, person('dee'))
})

test('what changes in a window that is closed is late, and ignored', () => {
  const opened = look(join(['ann'], 499), 0, ['ben'])
  const closed = {
    ...opened,
    ...applyLook(opened, { list: 'people', from: 0, count: 0 }, { total: 500, from: 0, participants: [] }),
  }
  assert.equal(closed.windows.people, null)
  const change = { list: 'people' as const, total: 1, from: 0, ids: ['zoe'], participants: [person('zoe')] }
  assert.deepEqual(applyRosterChange(closed, change), {})
})

test('an answer that comes when the room has become small changes nothing', () => {
  const small = join(['ann'], 1, undefined, true)
  assert.equal(look(small, 0, ['ben']).order.length, 1)
})

test('the beginning of a list is remembered when the window moves on, and follows what overlaps it', () => {
  const head = look(join([], 499), 0, ['a', 'b', 'c', 'd'])
  assert.deepEqual(head.windows.people?.head, ['a', 'b', 'c', 'd'])
  const overlapping = look(head, 2, ['x', 'd', 'e'])
  assert.deepEqual(overlapping.windows.people?.head, ['a', 'b', 'x', 'd', 'e'])
  const far = look(overlapping, 100, ['y'])
  assert.deepEqual(far.windows.people?.head, ['a', 'b', 'x', 'd', 'e'])
  assert.deepEqual(look(far, 0, ['y'], 'y').windows.people?.head, ['a', 'b', 'x', 'd', 'e'])
})

test('oneself is in no window', () => {
  const state = look(join(['ann'], 499), 0, ['me', 'ben'])
  assert.deepEqual(state.order, ['ann', 'ben'])
})

test('after a break in a large room those of before stay until it is clear who is left', () => {
  const before = look(join(['ann', 'ben'], 499), 0, ['cem', 'dee'])
  const resumed = join(['ann'], 480, before)
  assert.deepEqual(resumed.order, ['ann', 'ben', 'cem', 'dee'])
  assert.deepEqual(resumed.windows, before.windows, 'what was on the screen stays there')
  const told = look(applyRoomChange(resumed, { ...nothing, joined: [person('ben')] }), 0, ['dee', 'eva'])
  const settled = { ...told, ...dropUnconfirmed(told) }
  assert.deepEqual(settled.order, ['ann', 'ben', 'dee', 'eva'])
  assert.equal(settled.participants.cem, undefined)
})

test('a seat that resumes in a room that has become small looks at nothing', () => {
  const before = look(join(['ann'], 499), 0, ['cem'])
  const resumed = join(['ann'], 3, before, true)
  assert.deepEqual([resumed.windows.people, resumed.unlisted, resumed.unconfirmed], [null, 2, ['cem']])
})
