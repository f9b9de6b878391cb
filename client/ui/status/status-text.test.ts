import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chooseStatus, type StatusFacts } from './status-text.ts'

const calm: StatusFacts = {
  connection: 'connected',
  refused: false,
  talkingWhileMuted: false,
  poorDownlink: false,
  serverStops: false,
  serverLoad: 0,
  pushToTalk: false,
  sharing: false,
  touch: false,
}

test('trouble with the connection is said before anything else', () => {
  const all = { ...calm, talkingWhileMuted: true, pushToTalk: true, sharing: true }
  assert.equal(chooseStatus({ ...all, connection: 'reconnecting' }), 'reconnecting')
  assert.equal(chooseStatus({ ...all, connection: 'repairing' }), 'repairing')
  assert.equal(chooseStatus({ ...all, connection: 'unreachable' }), 'unreachable')
})

test('a server that does not take the connection back yet is named as the reason', () => {
  assert.equal(chooseStatus({ ...calm, connection: 'reconnecting', refused: true }), 'refused')
  assert.equal(chooseStatus({ ...calm, refused: true }), 'connected')
})

test('talking while muted is pointed out in words for the device at hand', () => {
  assert.equal(chooseStatus({ ...calm, talkingWhileMuted: true }), 'mutedWhileTalking')
  assert.equal(chooseStatus({ ...calm, talkingWhileMuted: true, touch: true }), 'mutedWhileTalkingTouch')
})

test('who holds the space bar is not muted', () => {
  assert.equal(chooseStatus({ ...calm, talkingWhileMuted: true, pushToTalk: true }), 'talking')
})

test('a slow connection is said before a busy server, and both before what goes well', () => {
  const busy = { ...calm, sharing: true, serverLoad: 2 }
  assert.equal(chooseStatus(busy), 'serverLoad2')
  assert.equal(chooseStatus({ ...busy, poorDownlink: true }), 'poorDownlink')
  assert.equal(chooseStatus({ ...busy, poorDownlink: true, talkingWhileMuted: true }), 'mutedWhileTalking')
})

test('each level of load has its own words, and an unknown one none', () => {
  const kinds = [0, 1, 2, 3, 4].map((serverLoad) => chooseStatus({ ...calm, serverLoad }))
  assert.deepEqual(kinds, ['connected', 'serverLoad1', 'serverLoad2', 'serverLoad3', 'connected'])
})

test('without trouble it says that all is well', () => {
  assert.equal(chooseStatus(calm), 'connected')
  assert.equal(chooseStatus({ ...calm, sharing: true }), 'sharing')
})
