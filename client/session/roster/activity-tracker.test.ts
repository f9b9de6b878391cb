import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ActivityTracker } from './activity-tracker.ts'
import type { SessionState } from '../state/state.ts'

function createBench() {
  let state: Pick<SessionState, 'dominantSpeaker' | 'speaking'> = { dominantSpeaker: null, speaking: {} }
  let changes = 0
  const tracker = new ActivityTracker(
    () => state,
    (part) => {
      changes += 1
      state = { ...state, ...part }
    },
  )
  const say = (dominant: string | null, ...speaking: [string, number][]): void =>
    tracker.received(JSON.stringify({ type: 'activity', dominant, speaking }))
  return { tracker, say, state: () => state, changes: () => changes }
}

test('who speaks and who holds the floor is shown', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const { say, state } = createBench()
  say('anna-0001', ['anna-0001', -20], ['ben-00001', -40])
  assert.equal(state().dominantSpeaker, 'anna-0001')
  assert.deepEqual(state().speaking, { 'anna-0001': -20, 'ben-00001': -40 })
})

test('when the stream goes quiet nobody speaks, and the floor stays', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const { say, state } = createBench()
  say('anna-0001', ['anna-0001', -20])
  t.mock.timers.tick(1_400)
  assert.deepEqual(state().speaking, { 'anna-0001': -20 })
  say('anna-0001', ['anna-0001', -25])
  t.mock.timers.tick(1_400)
  assert.deepEqual(state().speaking, { 'anna-0001': -25 })
  t.mock.timers.tick(200)
  assert.deepEqual(state().speaking, {})
  assert.equal(state().dominantSpeaker, 'anna-0001')
})

test('equal levels keep the same object', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const { say, state } = createBench()
  say(null, ['anna-0001', -20])
  const before = state().speaking
  say(null, ['anna-0001', -20])
  assert.equal(state().speaking, before)
})

test('what is not an activity changes nothing', () => {
  const { tracker, changes } = createBench()
  for (const text of [
    '',
    'null',
    '{"type":"activity"}',
    '{"type":"activity","dominant":"x","speaking":[]}',
  ]) {
    tracker.received(text)
  }
  assert.equal(changes(), 0)
})
