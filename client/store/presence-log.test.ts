import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PRESENCE_LOG_MAX, withPresence } from './presence-log.ts'

const after = (afterSeq: number, afterPrivateSeq = 0) => ({ afterSeq, afterPrivateSeq })
const names = { a: 'Ann', b: 'Ben', c: 'Cem' }

test('notes who came and who went, with their names', () => {
  const log = withPresence([], ['a', 'b'], ['b', 'c'], names, after(7, 2))
  assert.deepEqual(log, [
    { kind: 'joined', participantId: 'c', name: 'Cem', afterSeq: 7, afterPrivateSeq: 2 },
    { kind: 'left', participantId: 'a', name: 'Ann', afterSeq: 7, afterPrivateSeq: 2 },
  ])
})

test('a change of order is no event, and the log stays the same object', () => {
  const log = withPresence([], ['a'], ['a', 'b'], names, after(0))
  assert.equal(withPresence(log, ['a', 'b'], ['b', 'a'], names, after(0)), log)
})

test('the log stays short', () => {
  const many = Array.from({ length: 500 }, (_, index) => `p${index}`)
  assert.equal(withPresence([], [], many, {}, after(0)).length, PRESENCE_LOG_MAX)
})
