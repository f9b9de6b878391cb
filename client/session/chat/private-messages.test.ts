import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import type { ChatCommand, ChatMessage } from '../../../protocol/index.ts'
import type { ChatState } from '../state/state.ts'
import { ChatClient } from './chat-client.ts'
import { ChatLog } from './chat-log.ts'

/** @param privateSeq - of a private message, which stands behind the public one with this number */
function message(seq: number, privateSeq?: number, text = `${seq}/${privateSeq ?? '-'}`): ChatMessage {
  const id = privateSeq === undefined ? `m${seq}` : `p${privateSeq}`
  return {
    type: 'message',
    seq,
    id,
    clientId: `client-${text.replace(/\W/g, '-')}`,
    at: seq,
    from: 'anna-0001',
    fromName: 'Anna',
    text,
    ...(privateSeq === undefined ? {} : { privateSeq, to: 'ben-00001', toName: 'Ben' }),
  }
}

test('private messages stand where they were written, however they come', () => {
  const log = new ChatLog()
  const inOrder = [message(0, 1), message(1), message(1, 2), message(1, 3), message(2), message(2, 4)]
  for (const index of [4, 3, 0, 5, 1, 2]) log.add(inOrder[index] ?? message(9))
  assert.deepEqual(log.messages, inOrder)
  for (const one of inOrder) assert.equal(log.add(one), false, 'each once')
})

test('a private message does not count as one to everybody, nor the other way round', () => {
  const log = new ChatLog()
  log.caughtUp(3, 1)
  log.add(message(9, 2))
  assert.deepEqual([log.cursor, log.privateCursor], [3, 2])
  log.add(message(4))
  assert.deepEqual([log.cursor, log.privateCursor], [4, 2])
  assert.deepEqual([log.since, log.privateSince], [3, 1])
  assert.equal(log.contradicts(message(2)), false, 'the same number counts something else')
  assert.equal(log.contradicts(message(9, 2, 'other')), true)
})

/** A client beside a server whose history the test writes. */
function createBench(t: TestContext) {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  let state: ChatState = { ready: false, messages: [], pending: [] }
  const client = new ChatClient((next) => (state = next))
  const server = { history: [] as ChatMessage[], asked: [] as (readonly [number, number | undefined])[] }
  const answer = (command: ChatCommand): void => {
    if (command.type !== 'since') return
    server.asked.push([command.seq, command.privateSeq])
    const after = (one: ChatMessage): boolean =>
      one.privateSeq === undefined ? one.seq > command.seq : one.privateSeq > (command.privateSeq ?? 0)
    for (const one of server.history.filter(after)) client.received(JSON.stringify(one))
    const latest = Math.max(0, ...server.history.filter((one) => !one.privateSeq).map(({ seq }) => seq))
    const privateSeq = Math.max(0, ...server.history.map((one) => one.privateSeq ?? 0))
    const end = { type: 'caught-up', seq: latest, ...(privateSeq === 0 ? {} : { privateSeq }) }
    client.received(JSON.stringify(end))
  }
  return {
    client,
    server,
    connect: () =>
      client.opened({ bufferedAmount: 0, send: (text) => answer(JSON.parse(text) as ChatCommand) }),
    texts: () => state.messages.map(({ text }) => text),
  }
}

test('what was missed of both comes once, after a break', (t) => {
  const { client, server, connect, texts } = createBench(t)
  server.history = [message(1), message(1, 1)]
  connect()
  client.closed()
  server.history = [message(1), message(1, 1), message(1, 2), message(2), message(2, 3)]
  connect()
  assert.deepEqual(texts(), ['1/-', '1/1', '1/2', '2/-', '2/3'])
  assert.deepEqual(server.asked, [
    [0, undefined],
    [0, undefined],
  ])
  client.closed()
  connect()
  assert.deepEqual(server.asked.at(-1), [1, 2])
  assert.equal(texts().length, 5)
})

test('a server that lost private messages alone is read anew', (t) => {
  const { client, server, connect, texts } = createBench(t)
  server.history = [message(1), message(1, 1), message(1, 2, 'lost')]
  connect()
  client.closed()
  server.history = [message(1), message(1, 1)]
  connect()
  assert.deepEqual(texts(), ['1/-', '1/1'])
  client.closed()
  server.history = [message(1), message(1, 1, 'another life')]
  connect()
  assert.deepEqual(texts(), ['1/-', 'another life'])
})
