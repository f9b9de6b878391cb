import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ChatMessage } from '../../../protocol/index.ts'
import { ChatLog } from './chat-log.ts'

/** @param life - another one for the same number after a server lost its newest messages */
const message = (seq: number, life = 1): ChatMessage =>
  ({
    seq,
    at: life * 1_000 + seq,
    clientId: `c${life}-${seq}`,
    text: `text ${seq}`,
    from: 'anna',
  }) as ChatMessage

const numbers = (log: ChatLog): number[] => log.messages.map(({ seq }) => seq)

test('messages stand in the order of their numbers, however they come', () => {
  const log = new ChatLog()
  for (const seq of [3, 1, 5, 2, 4]) log.add(message(seq))
  assert.deepEqual(numbers(log), [1, 2, 3, 4, 5])
})

test('a message that comes again is not new', () => {
  const log = new ChatLog()
  assert.equal(log.add(message(1)), true)
  assert.equal(log.add(message(1)), false)
  assert.deepEqual(numbers(log), [1])
})

test('the list is the same object until something is added', () => {
  const log = new ChatLog()
  log.add(message(1))
  const { messages } = log
  assert.equal(log.messages, messages)
  log.add(message(1))
  assert.equal(log.messages, messages)
  log.add(message(2))
  assert.notEqual(log.messages, messages)
  assert.deepEqual(
    messages.map(({ seq }) => seq),
    [1],
    'a list that was given out does not change',
  )
})

test('while history arrives, newer messages say nothing of what is missing', () => {
  const log = new ChatLog()
  log.add(message(7))
  assert.equal(log.cursor, 0)
  log.caughtUp(7)
  assert.equal(log.cursor, 7)
  log.add(message(8))
  assert.equal(log.cursor, 8)
})

test('after a break only what was complete counts', () => {
  const log = new ChatLog()
  log.caughtUp(2)
  log.interrupted()
  log.add(message(9))
  assert.equal(log.cursor, 2)
})

test('the number of what is known never goes back', () => {
  const log = new ChatLog()
  log.caughtUp(9)
  log.caughtUp(4)
  assert.equal(log.cursor, 9)
})

test('the newest known message is asked for once more, so that it can be compared', () => {
  const log = new ChatLog()
  assert.equal(log.since, 0)
  log.add(message(1))
  log.add(message(2))
  log.caughtUp(2)
  assert.equal(log.since, 1)
})

test('where only the number is known, all after it is asked for', () => {
  const log = new ChatLog()
  log.caughtUp(6)
  assert.equal(log.since, 6)
})

test('what lies beyond a gap is not taken for the newest known message', () => {
  const log = new ChatLog()
  log.add(message(1))
  log.caughtUp(1)
  log.interrupted()
  log.add(message(5))
  assert.equal(log.since, 0)
})

test('another message under a known number is a contradiction, the same one is none', () => {
  const log = new ChatLog()
  log.add(message(1))
  assert.equal(log.contradicts(message(1)), false)
  assert.equal(log.contradicts(message(1, 2)), true)
  assert.equal(log.contradicts(message(2, 2)), false)
})

test('a list that is read anew forgets everything', () => {
  const log = new ChatLog()
  log.add(message(1))
  log.caughtUp(1)
  log.clear()
  assert.deepEqual(log.messages, [])
  assert.equal(log.cursor, 0)
  assert.equal(log.contradicts(message(1, 2)), false)
})

test('another seat keeps what was read, and numbers start again after it', () => {
  const log = new ChatLog()
  log.add(message(1))
  log.add(message(2))
  log.startOver()
  log.add(message(1, 2))
  assert.deepEqual(
    log.messages.map(({ clientId }) => clientId),
    ['c1-1', 'c1-2', 'c2-1'],
  )
  assert.equal(log.cursor, 0)
})

test('what comes once more after another seat stands once, in its new place', () => {
  const log = new ChatLog()
  log.add(message(1))
  log.add(message(2))
  log.startOver()
  log.add(message(2))
  assert.deepEqual(numbers(log), [1, 2])
  log.startOver()
  log.add(message(3))
  assert.deepEqual(numbers(log), [1, 2, 3])
})
