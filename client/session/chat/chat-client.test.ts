import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ChatCommand, ChatMessage } from '../../../protocol/index.ts'
import type { ChatChannel } from '../../media/session/data-channels.ts'
import { ChatClient } from './chat-client.ts'
import type { ChatState } from '../state/state.ts'

const ME = 'me-000001'
const ANNA = 'anna-0001'

/** A server that stamps messages and remembers them, with a line that can break. */
class FakeChatServer {
  readonly history: ChatMessage[] = []
  readonly commands: ChatCommand[] = []
  buffered = 0

  channel(client: ChatClient, { deaf = false } = {}): ChatChannel {
    const readBuffered = (): number => this.buffered
    return {
      get bufferedAmount() {
        return readBuffered()
      },
      send: (text) => {
        const command = JSON.parse(text) as ChatCommand
        this.commands.push(command)
        if (!deaf) this.#handle(command, client)
      },
    }
  }

  stamp(clientId: string, text: string, from = ME): ChatMessage {
    const seq = this.history.length + 1
    const message: ChatMessage = {
      type: 'message',
      seq,
      id: `m${seq}`,
      clientId,
      at: seq,
      from,
      fromName: from,
      text,
    }
    this.history.push(message)
    return message
  }

  #handle(command: ChatCommand, client: ChatClient): void {
    if (command.type === 'since') {
      for (const message of this.history.filter(({ seq }) => seq > command.seq)) say(client, message)
      say(client, { type: 'caught-up', seq: this.history.length })
      return
    }
    const known = this.history.find(({ clientId }) => clientId === command.clientId)
    say(client, known ?? this.stamp(command.clientId, command.text))
  }
}

const say = (client: ChatClient, event: unknown): void => client.received(JSON.stringify(event))

function createBench() {
  let state: ChatState = { ready: false, messages: [], pending: [] }
  const client = new ChatClient((next) => (state = next))
  return { client, server: new FakeChatServer(), state: () => state }
}

const texts = ({ messages }: ChatState): string[] => messages.map(({ text }) => text)
const pending = (state: ChatState): string[] => state.pending.map(({ text }) => text)

test('a message that was written before the streams opened is sent when they are', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const { client, server, state } = createBench()
  client.send('hello')
  assert.deepEqual(pending(state()), ['hello'])
  client.opened(server.channel(client))
  assert.deepEqual(texts(state()), ['hello'])
  assert.deepEqual(pending(state()), [])
  assert.equal(state().ready, true)
})

test('what waits is not sent before history has said what has arrived already', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const { client, server } = createBench()
  client.send('hello')
  client.opened(server.channel(client, { deaf: true }))
  assert.deepEqual(server.commands, [{ type: 'since', seq: 0 }])
  say(client, { type: 'caught-up', seq: 0 })
  assert.equal(server.commands.length, 2)
})

test('a message is pending until its own copy returns', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const { client, server, state } = createBench()
  client.opened(server.channel(client, { deaf: true }))
  say(client, { type: 'caught-up', seq: 0 })
  client.send('one')
  client.send('two')
  assert.deepEqual(pending(state()), ['one', 'two'])
  const [first] = state().pending
  say(client, server.stamp(first?.clientId ?? '', 'one'))
  assert.deepEqual(pending(state()), ['two'])
  assert.deepEqual(texts(state()), ['one'])
})

test('what was not confirmed is sent again with the same id, and never shown twice', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const { client, server, state } = createBench()
  client.opened(server.channel(client, { deaf: true }))
  say(client, { type: 'caught-up', seq: 0 })
  client.send('arrived')
  client.send('lost')
  // The first one arrived, but its copy was lost together with the stream.
  server.stamp(state().pending[0]?.clientId ?? '', 'arrived')
  client.closed()
  assert.equal(state().ready, false)
  client.opened(server.channel(client))
  assert.deepEqual(texts(state()), ['arrived', 'lost'])
  assert.deepEqual(pending(state()), [])
  const sent = server.commands.filter((command) => command.type === 'message')
  assert.equal(sent.filter(({ text }) => text === 'arrived').length, 1, 'history confirmed it')
  const lost = sent.filter(({ text }) => text === 'lost')
  assert.equal(lost.length, 2)
  assert.equal(lost[0]?.clientId, lost[1]?.clientId)
})

test('messages are ordered by number and shown once, however they arrive', () => {
  const { client, server, state } = createBench()
  const all = ['a', 'b', 'c', 'd'].map((text) => server.stamp(`id-${text}`, text, ANNA))
  for (const index of [2, 0, 3, 2, 1, 0]) say(client, all[index])
  assert.deepEqual(texts(state()), ['a', 'b', 'c', 'd'])
})

test('a stream that broke during history is asked for all that is missing', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const { client, server, state } = createBench()
  const all = ['a', 'b', 'c', 'd'].map((text) => server.stamp(`id-${text}`, text, ANNA))
  client.opened(server.channel(client, { deaf: true }))
  // A live message overtakes the history, which then breaks off.
  say(client, all[0])
  say(client, all[3])
  client.closed()
  client.opened(server.channel(client))
  assert.deepEqual(server.commands.at(-1), { type: 'since', seq: 0 })
  assert.deepEqual(texts(state()), ['a', 'b', 'c', 'd'])
})

test('after history only what is newer is asked for, and the newest known one to compare', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const { client, server } = createBench()
  server.stamp('id-a', 'a', ANNA)
  client.opened(server.channel(client))
  say(client, server.stamp('id-b', 'b', ANNA))
  client.closed()
  client.opened(server.channel(client))
  assert.deepEqual(server.commands.at(-1), { type: 'since', seq: 1 })
})

test('history that does not come is asked for again', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const { client, server } = createBench()
  client.opened(server.channel(client, { deaf: true }))
  t.mock.timers.tick(5_000)
  assert.equal(server.commands.length, 2)
  say(client, { type: 'caught-up', seq: 0 })
  t.mock.timers.tick(60_000)
  assert.equal(server.commands.length, 2)
})

test('another room under the same name starts its numbers anew, and nothing is lost', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const { client, server, state } = createBench()
  server.stamp('id-a', 'before', ANNA)
  server.stamp('id-b', 'before too', ANNA)
  client.opened(server.channel(client))
  client.closed()
  client.startOver()
  const reborn = new FakeChatServer()
  reborn.stamp('id-c', 'after', ANNA)
  client.opened(reborn.channel(client))
  assert.deepEqual(reborn.commands[0], { type: 'since', seq: 0 })
  assert.deepEqual(texts(state()), ['before', 'before too', 'after'])
})

test('another seat in the same room shows the history once', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const { client, server, state } = createBench()
  server.stamp('id-a', 'a', ANNA)
  client.opened(server.channel(client))
  client.closed()
  client.startOver()
  client.opened(server.channel(client))
  assert.deepEqual(texts(state()), ['a'])
})

test('a refused message waits for its author, and does not hold up others', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const { client, server, state } = createBench()
  client.opened(server.channel(client, { deaf: true }))
  say(client, { type: 'caught-up', seq: 0 })
  client.send('too fast')
  const clientId = state().pending[0]?.clientId ?? ''
  say(client, { type: 'refused', clientId, error: { code: 'rate_limited', message: 'Wait.' } })
  assert.deepEqual(state().pending[0]?.refusal, { code: 'rate_limited', message: 'Wait.' })
  client.send('next')
  assert.equal(server.commands.filter(({ type }) => type === 'message').length, 2)
  client.retry(clientId)
  assert.equal(server.commands.filter(({ type }) => type === 'message').length, 3)
  assert.equal(state().pending[0]?.refusal, undefined)
  client.discard(clientId)
  assert.deepEqual(pending(state()), ['next'])
})

test('a message that cannot fit is refused here, and an empty one is none', () => {
  const { client, server, state } = createBench()
  client.opened(server.channel(client))
  client.send('x'.repeat(4_001))
  client.send('  \n ')
  assert.equal(state().pending.length, 1)
  assert.equal(state().pending[0]?.refusal?.code, 'text_too_long')
  assert.equal(server.commands.filter(({ type }) => type === 'message').length, 0)
  client.close()
})

test('a full send buffer holds messages back, in order, until it drains', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const { client, server, state } = createBench()
  client.opened(server.channel(client))
  server.buffered = 1_000_000
  client.send('one')
  client.send('two')
  assert.deepEqual(pending(state()), ['one', 'two'])
  server.buffered = 0
  client.drained()
  assert.deepEqual(texts(state()), ['one', 'two'])
})

test('what is not a chat event changes nothing', () => {
  const { client, state } = createBench()
  for (const text of ['', '{', 'null', '{"type":"message"}', '{"type":"message","seq":"1"}', '[]']) {
    client.received(text)
  }
  assert.deepEqual(state().messages, [])
})

test('a message of somebody else cannot confirm an own one by chance', () => {
  const { client, server, state } = createBench()
  client.send('mine')
  say(client, server.stamp('id-of-anna', 'hers', ANNA))
  assert.deepEqual(pending(state()), ['mine'])
})
