import assert from 'node:assert/strict'
import { test } from 'node:test'
import { connectionOf, type ConnectionFacts } from './connection-state.ts'

const facts = (part: Partial<ConnectionFacts>): ConnectionFacts => ({
  phase: 'meeting',
  status: 'connected',
  isReady: true,
  isSeated: true,
  path: 'open',
  hasWorked: true,
  isInVain: false,
  ...part,
})

test('before the meeting it is connected as soon as a join would begin at once', () => {
  for (const phase of ['prejoin', 'joining'] as const) {
    assert.equal(connectionOf(facts({ phase, path: null, isSeated: false })), 'connected')
    assert.equal(connectionOf(facts({ phase, isReady: false })), 'connecting')
    assert.equal(connectionOf(facts({ phase, status: 'connecting' })), 'connecting')
  }
})

test('in a meeting it is connected while signaling, seat and media all work', () => {
  assert.equal(connectionOf(facts({})), 'connected')
})

test('lost signaling comes first, whatever media does', () => {
  for (const status of ['connecting', 'refused', 'closed'] as const) {
    assert.equal(connectionOf(facts({ status })), 'reconnecting')
    assert.equal(connectionOf(facts({ status, path: 'broken' })), 'reconnecting')
  }
})

test('media that is opened for the first time is no repair', () => {
  assert.equal(connectionOf(facts({ path: 'connecting', hasWorked: false })), 'connected')
  assert.equal(connectionOf(facts({ path: 'connecting', hasWorked: true })), 'repairing')
})

test('media that was sought in vain is said to be unreachable, whatever the attempt of now does', () => {
  for (const hasWorked of [true, false]) {
    assert.equal(connectionOf(facts({ path: 'connecting', hasWorked, isInVain: true })), 'unreachable')
    assert.equal(
      connectionOf(facts({ path: null, isSeated: false, hasWorked, isInVain: true })),
      'unreachable',
    )
  }
  assert.equal(connectionOf(facts({ status: 'connecting', isInVain: true })), 'reconnecting')
})

test('without seat, media or path it is being repaired', () => {
  assert.equal(connectionOf(facts({ isSeated: false })), 'repairing')
  assert.equal(connectionOf(facts({ path: null })), 'repairing')
  assert.equal(connectionOf(facts({ path: 'trouble' })), 'repairing')
  assert.equal(connectionOf(facts({ path: 'broken' })), 'repairing')
})
