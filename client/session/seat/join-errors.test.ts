import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ProtocolError, type ErrorCode } from '../../../protocol/index.ts'
import { RequestInterruptedError, RequestTimeoutError } from '../../connection/request-errors.ts'
import { canRetry, isAskedAtDoor, isHopeless, refusalError } from './join-errors.ts'

const refused = (code: ErrorCode): ProtocolError => new ProtocolError(code)
const trouble = [new RequestInterruptedError('room:join'), new RequestTimeoutError('room:join')]

test('whoever had a seat goes on asking for it while the server or the connection may recover', () => {
  for (const error of [...trouble, refused('server_draining'), refused('media_unavailable')]) {
    assert.equal(canRetry(error), true, error.message)
  }
})

test('a connection that holds the seat already is no reason to give it up', () => {
  assert.equal(canRetry(refused('already_joined')), true)
})

test('a refusal for good, and what nobody expected, end the meeting', () => {
  for (const error of [refused('seat_taken'), refused('protocol_mismatch'), new TypeError('x')]) {
    assert.equal(canRetry(error), false, error.message)
  }
})

test('doors ask for something where a host decides or something has to be shown, and nowhere else', () => {
  const asked = ['lobby_wait', 'host_absent', 'password_required', 'password_wrong'] as const
  for (const code of asked) assert.equal(isAskedAtDoor(refused(code)), true, code)
  for (const code of ['banned', 'room_locked', 'seat_taken', 'room_full'] as const) {
    assert.equal(isAskedAtDoor(refused(code)), false, code)
  }
  assert.equal(isAskedAtDoor(trouble[0]), false)
})

test('trouble with the connection never makes a first join hopeless', () => {
  for (const error of trouble) {
    assert.equal(isHopeless(error, false), false)
    assert.equal(isHopeless(error, true), false)
  }
})

test('a newcomer hears of a full server at once, whoever was inside waits', () => {
  assert.equal(isHopeless(refused('server_full'), false), true)
  assert.equal(isHopeless(refused('server_full'), true), false)
})

test('media that is not ready yet is waited for by everybody', () => {
  assert.equal(isHopeless(refused('media_unavailable'), false), false)
  assert.equal(isHopeless(refused('media_unavailable'), true), false)
})

test('a refusal for good is hopeless for everybody', () => {
  assert.equal(isHopeless(refused('protocol_mismatch'), true), true)
  assert.equal(isHopeless(new TypeError('x'), true), true)
})

test('a refused connection keeps its code and sentence', () => {
  const error = refusalError({ code: 'server_full', message: 'Come back later.' })
  assert.ok(error instanceof ProtocolError)
  assert.deepEqual([error.code, error.message], ['server_full', 'Come back later.'])
})
