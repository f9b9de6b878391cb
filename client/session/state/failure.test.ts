import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ERRORS, ProtocolError } from '../../../protocol/index.ts'
import { RequestInterruptedError, RequestTimeoutError } from '../../connection/request-errors.ts'
import { UnsupportedBrowserError } from '../../media/session/engine.ts'
import { toFailure, UNREACHABLE } from './failure.ts'

test('a refusal keeps the code and the sentence of the server', () => {
  const failure = toFailure(new ProtocolError('seat_taken', 'Opened elsewhere.'))
  assert.deepEqual(failure, { code: 'seat_taken', message: 'Opened elsewhere.' })
})

test('a browser that cannot take part is told so', () => {
  assert.equal(toFailure(new UnsupportedBrowserError()).code, 'unsupported_browser')
})

test('whatever is wrong with the connection is one and the same failure', () => {
  assert.equal(toFailure(new RequestInterruptedError('room:join')), UNREACHABLE)
  assert.equal(toFailure(new RequestTimeoutError('room:join')), UNREACHABLE)
})

test('what nobody expected says nothing of its inside', () => {
  for (const thrown of [new TypeError('x is undefined'), 'text', undefined, null, { code: 'seat_taken' }]) {
    assert.deepEqual(toFailure(thrown), { code: 'internal', message: ERRORS.internal })
  }
})
