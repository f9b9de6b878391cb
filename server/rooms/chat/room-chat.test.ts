import assert from 'node:assert/strict'
import { it } from 'node:test'
import { OPEN_RULES, type ChatEvent, type ChatMessage, type Role } from '../../../protocol/index.ts'
import { createSilentLogger } from '../../observability/logger.ts'
import { RoomChat, type ChatParticipant } from './room-chat.ts'

/** A chat whose store answers when the test says so, where `holds` is set. */
function setUp() {
  const seats = new Map<string, ChatParticipant>()
  const roles = new Map<string, Role>()
  const law = { rules: OPEN_RULES }
  const relayed: ChatMessage[] = []
  const whispered: { number: number; message: ChatMessage }[] = []
  const told: ChatMessage[] = []
  const alone = new Map<string, ChatEvent[]>()
  const pending: { message: ChatMessage; stored: () => void }[] = []
  const switches = { holds: false }
  const hold = (message: ChatMessage): Promise<void> => {
    if (!switches.holds) return Promise.resolve()
    const { promise, resolve } = Promise.withResolvers<void>()
    pending.push({ message, stored: resolve })
    return promise
  }
  const sit = (id: string, subchannel: number): ChatParticipant => {
    const received: ChatEvent[] = []
    alone.set(id, received)
    const sendChat = (text: string): Promise<void> => {
      received.push(JSON.parse(text) as ChatEvent)
      return Promise.resolve()
    }
    const seat: ChatParticipant = {
      id,
      name: id,
      subchannel,
      role: roles.get(id) ?? 'speaker',
      announced: true,
      sendChat,
    }
    seats.set(id, seat)
    return seat
  }
  const chat = new RoomChat({
    room: 'demo',
    settings: { historyMessages: 1000, historyCharacters: 100_000, messagesPerSecond: 1000, burst: 1000 },
    history: { messages: [], privateMessages: [], chatSeq: 0 },
    store: {
      appendMessage: (_room, message) => hold(message),
      appendPrivateMessage: (_room, { message }) => hold(message),
      removePrivateMessages: () => Promise.resolve(),
    },
    find: (id) => seats.get(id),
    relay: (text, subchannels) => {
      const message = JSON.parse(text) as ChatMessage
      if (subchannels) for (const number of subchannels) whispered.push({ number, message })
      else relayed.push(message)
    },
    law,
    events: {
      emit: (name, details) => {
        assert.equal(name, 'chatMessageStored')
        told.push((details as { message: ChatMessage }).message)
      },
    },
    logger: createSilentLogger(),
  })
  let said = 0
  const say = (seat: ChatParticipant, to?: string, clientId = `c${(said += 1)}`): void => {
    chat.receive(seat, JSON.stringify({ type: 'message', clientId, text: clientId, to }))
  }
  const messagesOf = (id: string): number[] =>
    (alone.get(id) ?? []).flatMap((event) => (event.type === 'message' ? event.seq : []))
  return { chat, sit, say, relayed, whispered, told, alone, pending, switches, messagesOf }
}

const turn = () => new Promise((resolve) => setImmediate(resolve))

it('sends again what a slow reader may have missed, once it has read the rest', async () => {
  const { chat, sit, say, alone, messagesOf } = setUp()
  const [ada, bob, eve] = [sit('ada-ada-ada', 1), sit('bob-bob-bob', 2), sit('eve-eve-eve', 3)]
  for (let count = 0; count < 150; count += 1) say(ada)
  await turn()
  chat.overflowed(eve)
  say(ada)
  say(ada, bob.id)
  say(ada)
  await turn()
  assert.deepEqual(alone.get(eve.id), [])
  chat.drained(eve)
  const missed = messagesOf(eve.id)
  // From a hundred before the news on; the private message is not for her, and leaves no gap.
  assert.deepEqual(missed, [...Array.from({ length: 102 }, (_, index) => 51 + index)])
  chat.drained(eve)
  assert.equal(alone.get(eve.id)?.length, missed.length, 'only once')
})

it('relays a message only once it is stored, and in the order of the room', async () => {
  const { sit, say, relayed, told, pending, switches } = setUp()
  switches.holds = true
  const ada = sit('ada-ada-ada', 1)
  say(ada)
  say(ada)
  await turn()
  assert.deepEqual(relayed, [], 'not stored yet')
  // A store may answer in another order than it was asked.
  pending[1]?.stored()
  await turn()
  assert.deepEqual(relayed, [])
  pending[0]?.stored()
  await turn()
  assert.deepEqual(
    relayed.map(({ seq }) => seq),
    [1, 2],
  )
  assert.deepEqual(told, relayed, 'watchers hear of the same messages')
})

it('tells nobody who catches up of what is not stored yet', async () => {
  const { chat, sit, say, alone, pending, switches, messagesOf } = setUp()
  const [ada, bob] = [sit('ada-ada-ada', 1), sit('bob-bob-bob', 2)]
  say(ada)
  await turn()
  switches.holds = true
  say(ada)
  chat.receive(bob, JSON.stringify({ type: 'since', seq: 0 }))
  assert.deepEqual(messagesOf(bob.id), [1])
  assert.deepEqual(alone.get(bob.id)?.at(-1), { type: 'caught-up', seq: 1 })
  pending[0]?.stored()
  await turn()
  chat.receive(bob, JSON.stringify({ type: 'since', seq: 1 }))
  assert.deepEqual(messagesOf(bob.id), [1, 2])
})

it('acknowledges a repeat alone, unless the message itself is still on its way', async () => {
  const { sit, say, relayed, pending, switches, messagesOf } = setUp()
  switches.holds = true
  const ada = sit('ada-ada-ada', 1)
  say(ada, undefined, 'same')
  say(ada, undefined, 'same')
  await turn()
  assert.deepEqual(messagesOf(ada.id), [], 'the relay will say it')
  pending[0]?.stored()
  await turn()
  say(ada, undefined, 'same')
  assert.deepEqual(messagesOf(ada.id), [1])
  assert.equal(relayed.length, 1)
})

it('sends a private message to each end under the number of that end, and holds up nobody else', async () => {
  const { sit, say, relayed, whispered, pending, switches } = setUp()
  const [ada, bob, eve] = [sit('ada-ada-ada', 1), sit('bob-bob-bob', 2), sit('eve-eve-eve', 3)]
  say(eve, bob.id)
  await turn()
  switches.holds = true
  say(ada, bob.id)
  switches.holds = false
  say(eve)
  await turn()
  assert.deepEqual(
    relayed.map(({ seq, privateSeq }) => [seq, privateSeq]),
    [[1, undefined]],
    'what everybody reads did not wait for what two of them say',
  )
  pending[0]?.stored()
  await turn()
  assert.deepEqual(
    whispered.map(({ number, message: { seq, privateSeq, id } }) => [number, seq, privateSeq, id]),
    [
      [3, 0, 1, 'p1'],
      [2, 0, 1, 'p1'],
      [1, 0, 1, 'p1'],
      [2, 0, 2, 'p2'],
    ],
  )
})

it('says up to where a seat has its own messages, and nothing of those of others', async () => {
  const { chat, sit, say, alone } = setUp()
  const [ada, bob, eve] = [sit('ada-ada-ada', 1), sit('bob-bob-bob', 2), sit('eve-eve-eve', 3)]
  say(ada)
  say(ada, bob.id)
  say(bob, ada.id)
  await turn()
  const caughtUp = (seat: typeof ada, privateSeq: number): unknown[] => {
    chat.receive(seat, JSON.stringify({ type: 'since', seq: 0, privateSeq }))
    return (alone.get(seat.id) ?? [])
      .slice(-3)
      .map((event) => [event.type, 'privateSeq' in event && event.privateSeq])
  }
  assert.deepEqual(caughtUp(bob, 1), [
    ['message', false],
    ['message', 2],
    ['caught-up', 2],
  ])
  assert.deepEqual(caughtUp(eve, 0), [
    ['message', false],
    ['caught-up', false],
  ])
})

it('refuses a private message to oneself', async () => {
  const { sit, say, alone, relayed, whispered } = setUp()
  const ada = sit('ada-ada-ada', 1)
  say(ada, ada.id, 'mine')
  await turn()
  const [answer] = alone.get(ada.id) ?? []
  assert.equal(answer?.type === 'refused' && answer.error.code, 'recipient_self')
  assert.deepEqual([...relayed, ...whispered], [])
})
