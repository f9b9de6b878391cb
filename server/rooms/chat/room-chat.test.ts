import assert from 'node:assert/strict'
import { it } from 'node:test'
import type { ChatEvent, ChatMessage } from '../../../protocol/index.ts'
import { createSilentLogger } from '../../observability/logger.ts'
import { RoomChat, type ChatParticipant } from './room-chat.ts'

function setUp() {
  const seats = new Map<string, ChatParticipant>()
  const kept: ChatMessage[] = []
  const relayed: ChatMessage[] = []
  const alone = new Map<string, ChatEvent[]>()
  const sit = (id: string, subchannel: number): ChatParticipant => {
    const received: ChatEvent[] = []
    alone.set(id, received)
    const sendChat = (text: string): Promise<void> => {
      received.push(JSON.parse(text) as ChatEvent)
      return Promise.resolve()
    }
    const seat: ChatParticipant = { id, name: id, subchannel, announced: true, sendChat }
    seats.set(id, seat)
    return seat
  }
  const chat = new RoomChat({
    settings: { historyMessages: 1000, historyCharacters: 100_000, messagesPerSecond: 1000, burst: 1000 },
    history: { messages: [], chatSeq: 0 },
    keep: (message) => {
      assert.equal(relayed.length, kept.length, 'stored before it is relayed')
      kept.push(message)
    },
    find: (id) => seats.get(id),
    relay: (text) => void relayed.push(JSON.parse(text) as ChatMessage),
    logger: createSilentLogger(),
  })
  let said = 0
  const say = (seat: ChatParticipant, to?: string): void => {
    said += 1
    chat.receive(seat, JSON.stringify({ type: 'message', clientId: `c${said}`, text: `${said}`, to }))
  }
  return { chat, sit, say, relayed, alone }
}

it('sends again what a slow reader may have missed, once it has read the rest', () => {
  const { chat, sit, say, alone } = setUp()
  const [ada, bob, eve] = [sit('ada-ada-ada', 1), sit('bob-bob-bob', 2), sit('eve-eve-eve', 3)]
  for (let count = 0; count < 150; count += 1) say(ada)
  chat.overflowed(eve)
  say(ada)
  say(ada, bob.id)
  say(ada)
  assert.deepEqual(alone.get(eve.id), [])
  chat.drained(eve)
  const missed = (alone.get(eve.id) ?? []).flatMap((event) => (event.type === 'message' ? event.seq : []))
  // From a hundred before the news on; the private message is not for her.
  assert.deepEqual(missed, [...Array.from({ length: 101 }, (_, index) => 51 + index), 153])
  chat.drained(eve)
  assert.equal(alone.get(eve.id)?.length, missed.length, 'only once')
  assert.deepEqual(alone.get(bob.id), [])
})
