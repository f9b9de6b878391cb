import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ChatMessage } from '../../../protocol/chat.ts'
import type { PresenceEvent } from '../../store/presence-log.ts'
import { GROUP_PAUSE_MS, groupChat, stillPending } from './chat-groups.ts'

function message(seq: number, changes: Partial<ChatMessage> = {}): ChatMessage {
  return {
    type: 'message',
    seq,
    id: `m${seq}`,
    clientId: `c${seq}`,
    at: seq * 1000,
    from: 'ann',
    fromName: 'Ann',
    text: `text ${seq}`,
    ...changes,
  }
}

function presence(
  kind: PresenceEvent['kind'],
  participantId: string,
  afterSeq: number,
  afterPrivateSeq = 0,
): PresenceEvent {
  return { kind, participantId, name: participantId.toUpperCase(), afterSeq, afterPrivateSeq }
}

test('messages of one person in a row stand under one heading', () => {
  const entries = groupChat([message(1), message(2), message(3, { from: 'ben', fromName: 'Ben' })], [])
  assert.deepEqual(
    entries.map((entry) => entry.kind === 'messages' && [entry.fromName, entry.messages.length]),
    [
      ['Ann', 2],
      ['Ben', 1],
    ],
  )
})

test('a private message never stands under the heading of a public one', () => {
  const entries = groupChat([message(1), message(2, { to: 'me', toName: 'Me' }), message(3)], [])
  assert.equal(entries.length, 3)
})

test('a long pause and a new name start a new heading', () => {
  const later = message(2, { at: 1000 + GROUP_PAUSE_MS })
  const renamed = message(3, { at: later.at + 1, fromName: 'Anna' })
  assert.equal(groupChat([message(1), later, renamed], []).length, 3)
})

test('comings and goings collapse into one line at their place', () => {
  const log = [presence('joined', 'cem', 1), presence('joined', 'dan', 1), presence('left', 'eve', 1)]
  const entries = groupChat([message(1), message(2)], log)
  assert.equal(entries[1]?.kind, 'presence')
  assert.deepEqual(entries[1]?.kind === 'presence' && [entries[1].joined, entries[1].left], [
    ['CEM', 'DAN'],
    ['EVE'],
  ])
  assert.equal(entries[2]?.kind, 'messages')
})

test('who comes between two private messages stands between them', () => {
  const secret = (privateSeq: number): ChatMessage =>
    message(1, { id: `p${privateSeq}`, privateSeq, to: 'me', toName: 'Me' })
  const entries = groupChat([message(1), secret(1), secret(2)], [presence('joined', 'cem', 1, 1)])
  assert.deepEqual(
    entries.map(({ key }) => key),
    ['m1', 'p1', 'presence-2', 'p2'],
  )
})

test('who came and went again is not worth a line', () => {
  assert.deepEqual(groupChat([], [presence('joined', 'cem', 0), presence('left', 'cem', 0)]), [])
})

test('what came back through the room is pending no more', () => {
  const pending = [
    { clientId: 'c1', text: 'text 1' },
    { clientId: 'c9', text: 'text 9' },
  ]
  assert.deepEqual(stillPending(pending, [message(1)], 'ann'), [pending[1]])
  // Somebody else may use the same client id: it is unique in a seat only.
  assert.deepEqual(stillPending(pending, [message(1)], 'ben'), pending)
})

test('in a large room those who came and went are counted, beside the names of before', () => {
  const counted = (kind: PresenceEvent['kind'], count: number): PresenceEvent => ({
    kind,
    count,
    afterSeq: 1,
    afterPrivateSeq: 0,
  })
  const log = [presence('joined', 'cem', 1), counted('joined', 37), counted('left', 12)]
  const [, entry] = groupChat([message(1)], log)
  assert.deepEqual(
    entry?.kind === 'presence' && [entry.joined, entry.joinedCount, entry.left, entry.leftCount],
    [['CEM'], 37, [], 12],
  )
})
