import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import type { ChatCommand, ChatMessage } from '../../../protocol/index.ts'
import { ChatClient } from './chat-client.ts'
import type { ChatState } from '../state/state.ts'

const message = (seq: number, text: string): ChatMessage => ({
  type: 'message',
  seq,
  // The server makes it of the number, so it tells nothing more.
  id: `m${seq}`,
  clientId: `client-${text.replaceAll(' ', '-')}`,
  at: seq,
  from: 'anna-0001',
  fromName: 'Anna',
  text,
})

/** A client beside a server whose history the test writes. */
function createBench(t: TestContext) {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  let state: ChatState = { ready: false, messages: [], pending: [] }
  const client = new ChatClient((next) => (state = next))
  const server = { history: [] as ChatMessage[], commands: [] as ChatCommand[] }
  const say = (event: unknown): void => client.received(JSON.stringify(event))
  const answer = (command: ChatCommand): void => {
    server.commands.push(command)
    if (command.type !== 'since') return
    const latest = server.history.at(-1)?.seq ?? 0
    for (const one of server.history.filter(({ seq }) => seq > command.seq)) say(one)
    say({ type: 'caught-up', seq: latest })
  }
  return {
    client,
    server,
    say,
    connect: () =>
      client.opened({ bufferedAmount: 0, send: (text) => answer(JSON.parse(text) as ChatCommand) }),
    read: () => state,
    texts: () => state.messages.map(({ text }) => text),
    asked: () => server.commands.flatMap((command) => (command.type === 'since' ? command.seq : [])),
  }
}

test('a server that lost its newest messages is read anew', (t) => {
  const { client, server, connect, texts, read } = createBench(t)
  server.history = [message(1, 'a'), message(2, 'b'), message(3, 'lost'), message(4, 'lost too')]
  connect()
  client.closed()
  server.history = [message(1, 'a'), message(2, 'b')]
  connect()
  assert.deepEqual(texts(), ['a', 'b'])
  assert.equal(read().ready, true)
})

test('what is said after the loss is seen, although its numbers were used before', (t) => {
  const { client, server, connect, texts, say } = createBench(t)
  server.history = [message(1, 'a'), message(2, 'lost'), message(3, 'lost too')]
  connect()
  client.closed()
  server.history = [message(1, 'a'), message(2, 'new')]
  connect()
  assert.deepEqual(texts(), ['a', 'new'])
  say(message(3, 'newer'))
  assert.deepEqual(texts(), ['a', 'new', 'newer'])
})

test('a server that has counted up to the same number again is found out', (t) => {
  const { client, server, connect, texts, asked } = createBench(t)
  server.history = [message(1, 'a'), message(2, 'lost')]
  connect()
  client.closed()
  server.history = [message(1, 'a'), message(2, 'new'), message(3, 'newer')]
  connect()
  assert.deepEqual(texts(), ['a', 'new', 'newer'])
  assert.deepEqual(asked(), [0, 1, 0])
})

test('own messages wait until the history has been read anew', (t) => {
  const { client, server, connect } = createBench(t)
  server.history = [message(1, 'a'), message(2, 'lost')]
  connect()
  client.closed()
  server.history = [message(1, 'a')]
  client.send('mine')
  connect()
  assert.deepEqual(
    server.commands.slice(1).map(({ type }) => type),
    ['since', 'since', 'message'],
  )
  client.close()
})

test('a server that has lost nothing is asked once', (t) => {
  const { client, server, connect, asked, texts } = createBench(t)
  server.history = [message(1, 'a'), message(4, 'b')]
  connect()
  client.closed()
  connect()
  assert.deepEqual(asked(), [0, 3])
  assert.deepEqual(texts(), ['a', 'b'])
})
