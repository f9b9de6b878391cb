import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import type { ChatMessage, SeatMemory } from '../../protocol/index.ts'
import { createParticipant as person } from '../../protocol/test-participant.ts'
import { INITIAL_STATE } from '../session/state/initial-state.ts'
import type { SessionState } from '../session/state/state.ts'
import { resetInterface, setInterface, togglePin, useInterface } from './interface.ts'
import { linkSeatMemory } from './seat-memory.ts'

const message = (seq: number): ChatMessage => ({
  type: 'message',
  seq,
  id: `m${seq}`,
  clientId: `c${seq}`,
  at: seq,
  from: 'ada-00001',
  fromName: 'ada',
  text: '',
})

const kept: SeatMemory = {
  layout: 'spotlight',
  pins: [
    { participantId: 'ada-00001', source: 'screen' },
    { participantId: 'gone-0001', source: 'camera' },
    { participantId: 'me-000001', source: 'camera' },
  ],
  chatReadSeq: 7,
}

// There is one interface, so there is one link to it as well.
const remembered: SeatMemory[] = []
let told: (state: SessionState) => void = () => undefined
let state: SessionState = INITIAL_STATE
linkSeatMemory({
  subscribe: (listener) => (told = listener),
  remember: (memory) => remembered.push(memory),
})
const change = (part: Partial<SessionState>): void => {
  state = { ...state, ...part }
  told(state)
}

beforeEach(() => {
  change({ ...INITIAL_STATE })
  resetInterface()
  remembered.length = 0
})

test('a change of layout, pins or what was read is kept, and nothing else', () => {
  setInterface({ panel: 'chat', draft: 'hello', page: 2 })
  assert.deepEqual(remembered, [])
  setInterface({ layout: 'grid' })
  togglePin({ participantId: 'ada-00001', source: 'camera' })
  setInterface({ lastReadSeq: 3 })
  assert.deepEqual(remembered.at(-1), {
    layout: 'grid',
    pins: [{ participantId: 'ada-00001', source: 'camera' }],
    chatReadSeq: 3,
  })
  assert.equal(remembered.length, 3)
})

test('a page that comes back finds its layout, the pins of those who are there, and what was read', () => {
  change({ self: person('me-000001'), participants: { 'ada-00001': person('ada-00001') }, memory: kept })
  const { layout, pins, lastReadSeq } = useInterface.getState()
  assert.equal(layout, 'spotlight')
  assert.deepEqual(
    pins.map(({ participantId }) => participantId),
    ['ada-00001', 'me-000001'],
  )
  assert.equal(lastReadSeq, 7)
  assert.equal(useInterface.getState().lastReadPrivateSeq, 0, 'kept by an older page')
  setInterface({ lastReadPrivateSeq: 2 })
  assert.deepEqual(remembered.at(-1), { ...kept, pins, chatReadPrivateSeq: 2 })
  change({ memory: { ...kept, chatReadPrivateSeq: 4 } })
  assert.equal(useInterface.getState().lastReadPrivateSeq, 4)
})

test('somebody whom the server has not named yet may still come, and be pinned', () => {
  change({ self: person('me-000001'), unlisted: 100, memory: kept })
  assert.equal(useInterface.getState().pins.length, 3)
})

test('in a large room somebody whom nothing is told of may be there, and stays pinned', () => {
  change({ self: person('me-000001'), isWhole: false, count: 500, memory: kept })
  assert.equal(useInterface.getState().pins.length, 3)
})

test('what was kept is brought back once, and not over what was chosen since', () => {
  change({ self: person('me-000001'), memory: kept })
  setInterface({ layout: 'grid' })
  change({ dominantSpeaker: 'ada-00001' })
  assert.equal(useInterface.getState().layout, 'grid')
})

test('when the server lost its newest messages, the next ones count as unread', () => {
  change({ memory: kept, self: person('me-000001') })
  assert.equal(useInterface.getState().lastReadSeq, 7, 'before the history has come nothing is known')
  change({ chat: { ready: true, messages: [message(4), message(5)], pending: [] } })
  assert.equal(useInterface.getState().lastReadSeq, 5)
  change({ chat: { ready: true, messages: [message(4), message(5), message(6)], pending: [] } })
  assert.equal(useInterface.getState().lastReadSeq, 5)
})
