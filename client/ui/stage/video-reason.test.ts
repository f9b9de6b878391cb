import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Stall } from '../../../protocol/index.ts'
import { createParticipant } from '../../../protocol/test-participant.ts'
import { INITIAL_STATE } from '../../session/state/initial-state.ts'
import type { SessionState } from '../../session/state/state.ts'
import { chooseReason, findTrouble, sendsFewVideos } from './video-reason.ts'

const ada = createParticipant('ada', { name: 'Ada', publications: [{ source: 'camera', paused: false }] })

/** Ada shows her camera, which arrives with a stall or without, or not at all. */
function meeting(track: { stall: Stall | null } | null, changes: Partial<SessionState> = {}): SessionState {
  return {
    ...INITIAL_STATE,
    connection: 'connected',
    participants: { ada },
    order: ['ada'],
    received: track
      ? { 'ada:camera': { participantId: 'ada', source: 'camera', paused: false, ...track } }
      : {},
    ...changes,
  }
}

test('a picture that moves, and one that nobody sends, need no explanation', () => {
  assert.equal(findTrouble(meeting({ stall: null }), 'ada', 'camera'), null)
  assert.equal(findTrouble(meeting(null), 'ada', 'screen'), null)
  const off = { ...ada, publications: [{ source: 'camera' as const, paused: true }] }
  assert.equal(
    findTrouble(meeting({ stall: 'uplink' }, { participants: { ada: off } }), 'ada', 'camera'),
    null,
  )
})

test('a stall is theirs or mine', () => {
  assert.equal(findTrouble(meeting({ stall: 'downlink' }), 'ada', 'camera'), 'slowHere')
  assert.equal(findTrouble(meeting({ stall: 'uplink' }), 'ada', 'camera'), 'slowThere')
})

test('a fault that is known counts before any guess about lines', () => {
  for (const [fault, trouble] of [
    ['muted', 'noPicture'],
    ['no-frames', 'noPicture'],
    ['no-path', 'noPath'],
  ] as const) {
    const faulty = { ...ada, publications: [{ source: 'camera' as const, paused: false, fault }] }
    for (const track of [{ stall: 'uplink' as const }, { stall: null }, null]) {
      assert.equal(findTrouble(meeting(track, { participants: { ada: faulty } }), 'ada', 'camera'), trouble)
    }
  }
})

test('the own tile says that the own camera gives no picture', () => {
  const of = (status: 'on' | 'off', problem: 'muted' | 'in-use'): SessionState => {
    const { local } = INITIAL_STATE
    return meeting(null, { self: ada, local: { ...local, camera: { ...local.camera, status, problem } } })
  }
  assert.equal(findTrouble(of('on', 'muted'), 'ada', 'camera'), 'noPicture')
  assert.equal(findTrouble(of('on', 'in-use'), 'ada', 'camera'), null)
  assert.equal(findTrouble(of('off', 'muted'), 'ada', 'camera'), null)
})

test('a camera that is on and does not come is not sent', () => {
  assert.equal(findTrouble(meeting(null), 'ada', 'camera'), 'notSent')
})

test('what this browser cannot decode is explained at once', () => {
  const state = meeting(null, { undecodable: ['ada:camera'] })
  assert.equal(findTrouble(state, 'ada', 'camera'), 'undecodable')
  assert.equal(chooseReason('undecodable', false, true), 'undecodable')
})

test('the own picture needs nobody, and without a connection something else is to be said', () => {
  assert.equal(findTrouble(meeting(null, { self: ada }), 'ada', 'camera'), null)
  assert.equal(findTrouble(meeting(null, { connection: 'reconnecting' }), 'ada', 'camera'), null)
})

test('the server sends few pictures from the second level on', () => {
  const levels = [0, 1, 2, 3].filter((serverLoad) => sendsFewVideos(meeting(null, { serverLoad })))
  assert.deepEqual(levels, [2, 3])
})

test('a stall is explained at once, a missing picture once it is no longer on its way', () => {
  assert.equal(chooseReason('slowHere', false, true), 'slowHere')
  assert.equal(chooseReason('notSent', false, true), null)
  assert.equal(chooseReason('notSent', true, true), 'busy')
  assert.equal(chooseReason('notSent', true, false), 'limit')
  assert.equal(chooseReason(null, true, true), null)
})
