import assert from 'node:assert/strict'
import { test } from 'node:test'
import { describeStats } from './quality-text.ts'

const t = ((key: string, values?: { value?: string }) => values?.value ?? key) as unknown as Parameters<
  typeof describeStats
>[1]

test('numbers are rounded to what a person can use', () => {
  const stats = {
    width: 1280,
    height: 720,
    framesPerSecond: 29.97,
    bitrate: 1_234_567,
    packetLoss: 0.0123,
    roundTripTime: 23.4,
    path: 'udp' as const,
  }
  const values = describeStats(stats, t, 'en').map((line) => line.value)
  assert.deepEqual(values, ['1280 × 720', '30', '1,235 kbit/s', '1.2 %', '23 ms', 'meeting.quality.udp'])
})

test('what the browser does not tell stays a dash', () => {
  const nothing = {
    width: null,
    height: null,
    framesPerSecond: null,
    bitrate: null,
    packetLoss: null,
    roundTripTime: null,
    path: null,
  }
  for (const { value } of describeStats(nothing, t, 'en')) assert.equal(value, 'meeting.quality.unknown')
})
