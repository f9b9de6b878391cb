import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ReceivedTrack } from '../state/state.ts'
import { mapReceived } from './received-tracks.ts'

const track = (participantId: string, part: Partial<ReceivedTrack> = {}): ReceivedTrack => ({
  participantId,
  source: 'camera',
  paused: false,
  stall: null,
  ...part,
})

test('tracks are kept by participant and source', () => {
  const map = mapReceived({}, [track('anna'), track('anna', { source: 'microphone' }), track('ben')])
  assert.deepEqual(Object.keys(map), ['anna:camera', 'anna:microphone', 'ben:camera'])
})

test('the same tracks are the same map, so that nothing renders again', () => {
  const before = mapReceived({}, [track('anna'), track('ben')])
  assert.equal(mapReceived(before, [track('anna'), track('ben')]), before)
  assert.equal(mapReceived(before, [track('ben'), track('anna')]), before)
})

test('a track that changed is another object, and the others stay', () => {
  const before = mapReceived({}, [track('anna'), track('ben')])
  const after = mapReceived(before, [track('anna', { stall: 'downlink' }), track('ben')])
  assert.equal(after['anna:camera']?.stall, 'downlink')
  assert.equal(before['anna:camera']?.stall, null)
  assert.equal(after['ben:camera'], before['ben:camera'])
})

test('a pause alone is a change', () => {
  const before = mapReceived({}, [track('anna')])
  assert.equal(mapReceived(before, [track('anna', { paused: true })])['anna:camera']?.paused, true)
})

test('tracks come and go', () => {
  const before = mapReceived({}, [track('anna'), track('ben')])
  assert.deepEqual(Object.keys(mapReceived(before, [track('ben')])), ['ben:camera'])
  assert.deepEqual(mapReceived(before, []), {})
  assert.notEqual(mapReceived(before, [track('anna'), track('carol')]), before)
})

test('of two media sessions that show the same track the newer one counts', () => {
  const map = mapReceived({}, [track('anna', { stall: 'uplink' }), track('anna')])
  assert.equal(map['anna:camera']?.stall, null)
})
