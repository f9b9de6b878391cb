import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createParticipant } from '../../protocol/test-participant.ts'
import { INITIAL_STATE } from '../session/state/initial-state.ts'
import { changesBetween, type WatchedState } from './meeting-watch.ts'

const ADA = createParticipant('ada-seat')
const BO = createParticipant('bob-seat')
const told = ({ id, name, role }: typeof ADA) => ({ id, name, role })

const prejoin: WatchedState = { ...INITIAL_STATE, phase: 'prejoin' }
const meeting: WatchedState = {
  ...prejoin,
  phase: 'meeting',
  self: ADA,
  participants: { [BO.id]: BO },
  order: [BO.id],
}
const withLocal = (part: Partial<WatchedState['local']>): WatchedState => ({
  ...meeting,
  local: { ...meeting.local, ...part },
})

test('a join tells who is there, and of nobody apart', () => {
  assert.deepEqual(changesBetween(prejoin, meeting), [
    { type: 'joined', detail: { self: told(ADA), participants: [told(BO)] } },
  ])
})

test('those who come and go are told', () => {
  const alone: WatchedState = { ...meeting, participants: {}, order: [] }
  assert.deepEqual(changesBetween(alone, meeting), [
    { type: 'participantJoined', detail: { participant: told(BO) } },
  ])
  assert.deepEqual(changesBetween(meeting, alone), [
    { type: 'participantLeft', detail: { participant: told(BO) } },
  ])
})

test('whoever leaves is told so, and not that everybody else went', () => {
  const left: WatchedState = { ...prejoin, phase: 'left' }
  assert.deepEqual(changesBetween(meeting, left), [{ type: 'left', detail: { reason: null } }])
  const failure = { code: 'seat_taken', message: 'x' } as const
  assert.deepEqual(changesBetween(meeting, { ...left, phase: 'ended', failure }), [
    { type: 'left', detail: { reason: 'seat_taken' } },
  ])
})

test('what one captures oneself is told when it begins and ends, not while it starts', () => {
  const { microphone } = meeting.local
  const starting = withLocal({ microphone: { ...microphone, status: 'starting' } })
  const on = withLocal({ microphone: { ...microphone, status: 'on' } })
  assert.deepEqual(changesBetween(meeting, starting), [])
  assert.deepEqual(changesBetween(starting, on), [{ type: 'microphoneChanged', detail: { on: true } }])
  assert.deepEqual(changesBetween(on, meeting), [{ type: 'microphoneChanged', detail: { on: false } }])
})

test('a new name, a wait at the door and a failure are told once', () => {
  const renamed: WatchedState = { ...meeting, self: { ...ADA, name: 'Ada (2)' } }
  assert.deepEqual(changesBetween(meeting, renamed), [{ type: 'nameChanged', detail: { name: 'Ada (2)' } }])
  assert.deepEqual(changesBetween(prejoin, { ...prejoin, phase: 'waiting' }), [
    { type: 'waiting', detail: {} },
  ])
  const refused: WatchedState = { ...prejoin, failure: { code: 'room_full', message: 'Full.' } }
  assert.deepEqual(changesBetween(prejoin, refused), [
    { type: 'error', detail: { code: 'room_full', message: 'Full.' } },
  ])
  assert.deepEqual(changesBetween(refused, { ...refused }), [])
})
