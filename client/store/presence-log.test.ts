import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PRESENCE_LOG_MAX, withPresence } from './presence-log.ts'

const names = { a: 'Ann', b: 'Ben', c: 'Cem' }

test('notes who came and who went, with their names', () => {
  const log = withPresence([], ['a', 'b'], ['b', 'c'], names, 7)
  assert.deepEqual(log, [
    { kind: 'joined', participantId: 'c', name: 'Cem', afterSeq: 7 },
    { kind: 'left', participantId: 'a', name: 'Ann', afterSeq: 7 },
  ])
})

test('a change of order is no event, and the log stays the same object', () => {
  const log = withPresence([], ['a'], ['a', 'b'], names, 0)
  assert.equal(withPresence(log, ['a', 'b'], ['b', 'a'], names, 0), log)
})

test('the log stays short', () => {
  const many = Array.from({ length: 500 }, (_, index) => `p${index}`)
  assert.equal(withPresence([], [], many, {}, 0).length, PRESENCE_LOG_MAX)
})
