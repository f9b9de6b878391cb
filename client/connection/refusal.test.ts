import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ERRORS } from '../../protocol/index.ts'
import { isPassing, readRefusal } from './refusal.ts'

test('a refusal of the server is read with its code and sentence', () => {
  const error = Object.assign(new Error('x'), { data: { code: 'protocol_mismatch', message: 'Reload.' } })
  assert.deepEqual(readRefusal(error), { code: 'protocol_mismatch', message: 'Reload.' })
})

test('a refusal without a sentence gets the one of its code', () => {
  const error = Object.assign(new Error('x'), { data: { code: 'origin_refused' } })
  assert.equal(readRefusal(error)?.message, ERRORS.origin_refused)
})

test('a server that was not reached has refused nothing', () => {
  for (const error of [new Error('websocket error'), { data: { code: 'no_such_code' } }, { data: 7 }, null]) {
    assert.equal(readRefusal(error), undefined)
  }
})

test('only refusals that can pass are worth another try', () => {
  assert.equal(isPassing('server_draining'), true)
  assert.equal(isPassing('media_unavailable'), true)
  assert.equal(isPassing('too_many_connections'), true)
  assert.equal(isPassing('protocol_mismatch'), false)
  assert.equal(isPassing('seat_taken'), false)
})
