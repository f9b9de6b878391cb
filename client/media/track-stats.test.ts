import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readFrameCounts, TrackStatsReader } from './track-stats.ts'

interface Entry {
  id: string
  type: string
  timestamp?: number
  [field: string]: unknown
}

const report = (...entries: Entry[]): RTCStatsReport =>
  new Map(entries.map((entry) => [entry.id, { timestamp: 0, ...entry }]))

const inbound = (timestamp: number, bytes: number, packets: number, lost: number): Entry => ({
  id: 'in',
  type: 'inbound-rtp',
  timestamp,
  bytesReceived: bytes,
  packetsReceived: packets,
  packetsLost: lost,
  frameWidth: 640,
  frameHeight: 360,
  framesPerSecond: 25,
})

const path: Entry[] = [
  { id: 't', type: 'transport', selectedCandidatePairId: 'p' },
  { id: 'p', type: 'candidate-pair', localCandidateId: 'l', currentRoundTripTime: 0.042 },
  { id: 'l', type: 'local-candidate', protocol: 'udp' },
]

test('the first reading has a picture and no rates', () => {
  const stats = new TrackStatsReader().read('a', report(inbound(0, 0, 0, 0), ...path))
  assert.deepEqual(stats, {
    width: 640,
    height: 360,
    framesPerSecond: 25,
    bitrate: null,
    packetLoss: null,
    roundTripTime: 42,
    path: 'udp',
  })
})

test('rates are those since the last reading of the same track', () => {
  const reader = new TrackStatsReader()
  reader.read('a', report(inbound(1_000, 10_000, 100, 5)))
  reader.read('b', report(inbound(1_500, 99_999, 999, 99)))
  const stats = reader.read('a', report(inbound(3_000, 60_000, 190, 15)))
  assert.equal(stats?.bitrate, 200_000)
  assert.equal(stats.packetLoss, 0.1)
})

test('counters that start anew give no nonsense', () => {
  const reader = new TrackStatsReader()
  reader.read('a', report(inbound(1_000, 10_000, 100, 5)))
  assert.equal(reader.read('a', report(inbound(2_000, 500, 5, 0)))?.bitrate, null)
})

test('a sender counts all layers and shows the largest', () => {
  const layer = (rid: string, timestamp: number, bytes: number, height: number): Entry => ({
    id: rid,
    type: 'outbound-rtp',
    timestamp,
    bytesSent: bytes,
    packetsSent: bytes / 100,
    frameWidth: height * 2,
    frameHeight: height,
  })
  const reader = new TrackStatsReader()
  reader.read('me', report(layer('r0', 1_000, 1_000, 180), layer('r1', 1_000, 2_000, 360)))
  const stats = reader.read('me', report(layer('r0', 2_000, 2_000, 180), layer('r1', 2_000, 4_000, 360)))
  assert.equal(stats?.height, 360)
  assert.equal(stats.bitrate, 24_000)
  assert.equal(stats.packetLoss, 0)
})

test('a report about nothing gives null', () => {
  assert.equal(new TrackStatsReader().read('a', report(...path)), null)
})

const senderReport = (...entries: object[]): RTCStatsReport =>
  new Map(entries.map((entry, index) => [String(index), entry]))

test('reads what was offered, what came out and how long it took', () => {
  const counts = readFrameCounts(
    senderReport(
      { type: 'media-source', frames: 30 },
      { type: 'outbound-rtp', framesEncoded: 20, totalEncodeTime: 0.5 },
      { type: 'transport' },
    ),
  )
  assert.deepEqual(counts, { offered: 30, encoded: 20, encodeMs: 25 })
})

test('knows nothing where a browser leaves one of them out', () => {
  assert.equal(readFrameCounts(senderReport({ type: 'outbound-rtp', framesEncoded: 20 })), undefined)
  assert.equal(readFrameCounts(senderReport({ type: 'media-source', frames: 20 })), undefined)
  assert.equal(readFrameCounts(senderReport()), undefined)
})
