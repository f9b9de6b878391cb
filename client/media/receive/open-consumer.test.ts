import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Consumer } from 'mediasoup-client/types'
import {
  describe,
  lastFrameAt,
  latest,
  shouldMove,
  watchedVideo,
  type OpenConsumer,
} from './open-consumer.ts'

const consumerAt = (...timestamps: number[]): Consumer =>
  ({
    id: 'c1',
    closed: false,
    rtpReceiver: { getSynchronizationSources: () => timestamps.map((timestamp) => ({ timestamp })) },
    getStats: () =>
      Promise.resolve(
        new Map([
          [
            'in',
            {
              type: 'inbound-rtp',
              id: 'in',
              timestamp: 1,
              packetsReceived: 7,
              packetsLost: 2,
              framesDecoded: 3,
            },
          ],
        ]),
      ),
  }) as unknown as Consumer

const open = (part: Partial<OpenConsumer> = {}): OpenConsumer => ({
  participantId: 'anna-0001',
  source: 'camera',
  paused: false,
  stall: null,
  isFrozen: false,
  consumer: consumerAt(),
  ...part,
})

test('what is shown of a consumer is plain data', () => {
  assert.deepEqual(describe(open()), {
    participantId: 'anna-0001',
    source: 'camera',
    paused: false,
    stall: null,
  })
})

test('a frozen video stalls on the way here, unless the server knows better', () => {
  assert.equal(describe(open({ isFrozen: true })).stall, 'downlink')
  assert.equal(describe(open({ isFrozen: true, stall: 'uplink' })).stall, 'uplink')
})

test('only a camera that is sent and not stalled should move', () => {
  assert.equal(shouldMove(open()), true)
  assert.equal(shouldMove(open({ source: 'screen' })), false)
  assert.equal(shouldMove(open({ source: 'microphone' })), false)
  assert.equal(shouldMove(open({ paused: true })), false)
  assert.equal(shouldMove(open({ stall: 'downlink' })), false)
})

test('the last frame is that of the source that was heard last', () => {
  assert.equal(lastFrameAt(consumerAt(100, 300, 200)), 300)
  assert.equal(lastFrameAt(consumerAt()), undefined)
  assert.equal(lastFrameAt({} as unknown as Consumer), undefined)
  assert.equal(latest([]), undefined)
})

test('a watched video counts what came and what was missed, until it closes', async () => {
  const consumer = consumerAt(5)
  const video = watchedVideo(open({ consumer }))
  assert.equal(video.id, 'c1')
  assert.equal(video.lastFrameAt(), 5)
  assert.deepEqual(await video.count(), { packets: 9, frames: 3 })
  Object.assign(consumer, { closed: true })
  assert.equal(await video.count(), undefined)
})
