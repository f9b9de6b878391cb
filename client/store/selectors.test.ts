import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ChatMessage, Participant } from '../../protocol/index.ts'
import { INITIAL_STATE } from '../session/state/initial-state.ts'
import { createParticipant } from '../../protocol/test-participant.ts'
import type { SessionState } from '../session/state/state.ts'
import {
  countPeople,
  countUnread,
  latestPrivateSeq,
  latestSeq,
  hasPoorDownlink,
  isHeard,
  isSpeaking,
  sharesSound,
  speaksUnheard,
} from './selectors.ts'

function person(id: string, muted = false): Participant {
  return createParticipant(id, { publications: [{ source: 'microphone', paused: muted }] })
}

function audio(participantId: string, paused: boolean): SessionState['received'] {
  return { [`${participantId}:microphone`]: { participantId, source: 'microphone', paused, stall: null } }
}

/** Ada's voice runs, Bo's is paused, Cy's does not come at all; all three speak. */
const meeting: SessionState = {
  ...INITIAL_STATE,
  self: person('me'),
  participants: { ada: person('ada'), bo: person('bo'), cy: person('cy') },
  order: ['ada', 'bo', 'cy'],
  speaking: { ada: -20, bo: -30, cy: -40 },
  received: { ...audio('ada', false), ...audio('bo', true) },
}

test('heard is whose sound is forwarded and runs', () => {
  assert.deepEqual(
    meeting.order.map((id) => isHeard(meeting, id)),
    [true, false, false],
  )
})

test('whoever speaks without being forwarded speaks unheard', () => {
  assert.deepEqual(
    meeting.order.map((id) => speaksUnheard(meeting, id)),
    [false, true, true],
  )
  assert.equal(speaksUnheard({ ...meeting, speaking: {} }, 'cy'), false)
})

test('nobody is unheard to oneself', () => {
  const local = { ...meeting.local, microphone: { status: 'on' as const, problem: null } }
  const talking = { ...meeting, local, speaking: { me: -20 } }
  assert.equal(isSpeaking(talking, 'me'), true)
  assert.equal(speaksUnheard(talking, 'me'), false)
})

test('whoever is muted neither speaks nor is heard, whatever still arrives', () => {
  const muted = { ...meeting, participants: { ...meeting.participants, ada: person('ada', true) } }
  assert.deepEqual([isSpeaking(muted, 'ada'), isHeard(muted, 'ada')], [false, false])
})

test('the number of people includes oneself and those whose names are still to come', () => {
  assert.equal(countPeople(meeting), 4)
  assert.equal(countPeople({ ...meeting, unlisted: 480 }), 484)
  assert.equal(
    countPeople({ ...meeting, isWhole: false, count: 500 }),
    500,
    'as the server counts a large room',
  )
  // Bo and Cy are kept from before a break and are among those to come.
  assert.equal(countPeople({ ...meeting, unlisted: 2, unconfirmed: ['bo', 'cy'] }), 4)
})

test('one picture that does not get through is a poor downlink; theirs is not', () => {
  const camera = (stall: 'downlink' | 'uplink') => ({
    ...meeting,
    received: {
      'ada:camera': { participantId: 'ada', source: 'camera' as const, paused: false, stall },
    },
  })
  assert.equal(hasPoorDownlink(camera('downlink')), true)
  assert.equal(hasPoorDownlink(camera('uplink')), false)
  assert.equal(hasPoorDownlink({ ...camera('uplink'), downlinkLimited: true }), true)
})

test('the sound of a screen belongs to a screen that is shown', () => {
  const sends = (...sources: ['screen' | 'screen-audio', boolean][]): SessionState => ({
    ...meeting,
    participants: {
      ada: createParticipant('ada', {
        publications: sources.map(([source, paused]) => ({ source, paused })),
      }),
    },
  })
  assert.equal(sharesSound(sends(['screen', false], ['screen-audio', false]), 'ada'), true)
  assert.equal(sharesSound(sends(['screen', false], ['screen-audio', true]), 'ada'), false)
  assert.equal(sharesSound(sends(['screen', true], ['screen-audio', false]), 'ada'), false)
  assert.equal(sharesSound(sends(['screen-audio', false]), 'ada'), false)
})

test('unread are messages of others after the last of their kind that was read', () => {
  const said = (seq: number, from: string, privateSeq?: number): ChatMessage => ({
    type: 'message',
    seq,
    id: `${seq}-${privateSeq ?? 0}`,
    clientId: 'c',
    at: 0,
    from,
    fromName: from,
    text: '',
    ...(privateSeq === undefined ? {} : { privateSeq, to: 'me' }),
  })
  const messages = [said(1, 'ada'), said(1, 'bo', 1), said(1, 'bo', 2), said(2, 'me'), said(3, 'ada')]
  const state = { ...meeting, chat: { ready: true, messages, pending: [] } }
  assert.equal(countUnread(state, 0, 0), 4)
  assert.equal(countUnread(state, 1, 1), 2, 'a private one is news although it has the number of a read one')
  assert.equal(countUnread(state, 3, 1), 1)
  assert.equal(countUnread(state, 3, 2), 0)
  assert.deepEqual([latestSeq(state), latestPrivateSeq(state)], [3, 2])
})
