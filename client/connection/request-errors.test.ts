import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ProtocolError } from '../../protocol/index.ts'
import { isConnectionTrouble, RequestInterruptedError, RequestTimeoutError } from './request-errors.ts'

test('errors of the connection name the request and are told apart by name', () => {
  const interrupted = new RequestInterruptedError('room:join')
  const late = new RequestTimeoutError('room:join')
  assert.match(interrupted.message, /room:join/)
  assert.match(late.message, /room:join/)
  assert.notEqual(interrupted.name, late.name)
})

test('a decision of the server is no trouble with the connection', () => {
  assert.equal(isConnectionTrouble(new RequestInterruptedError('ping')), true)
  assert.equal(isConnectionTrouble(new RequestTimeoutError('ping')), true)
  for (const other of [new ProtocolError('server_full'), new Error('x'), 'text', null, undefined]) {
    assert.equal(isConnectionTrouble(other), false)
  }
})
