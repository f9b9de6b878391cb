import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import type { ProducerOptions } from 'mediasoup-client/types'
import { createFakeTransports, FakeSignaling } from '../test-media.ts'
import { FakeTrack } from '../test-track.ts'
import { Publisher } from './publisher.ts'

/** A shared screen, and an encoder that takes in and gives out what the test says. */
async function shareScreen(t: TestContext) {
  t.mock.timers.enable({ apis: ['setInterval'] })
  let now = 0
  t.mock.method(performance, 'now', () => now)
  const { send } = await createFakeTransports()
  const signaling = new FakeSignaling()
  signaling.always('producer:create', () => ({ producerId: 'screen-1' })).always('producer:close', () => ({}))
  const keyFrames: unknown[] = []
  let parameters = { encodings: [{ active: true }] }
  const sender = {
    replaceTrack: () => Promise.resolve(),
    getParameters: () => structuredClone(parameters),
    setParameters: (changed: typeof parameters, options?: object) => {
      parameters = changed
      return Promise.resolve(options && keyFrames.push(options))
    },
  }
  const counts = { frames: 5, framesEncoded: 5, reads: 0 }
  const produce = send.produce.bind(send)
  send.produce = (async (options: ProducerOptions) => {
    const { onRtpSender: _, ...rest } = options
    const producer = Object.defineProperty(await produce(rest), 'rtpSender', { value: sender })
    producer.getStats = () => {
      counts.reads += 1
      const { frames, framesEncoded } = counts
      const entries = [
        { type: 'media-source', frames },
        { type: 'outbound-rtp', framesEncoded },
      ]
      return Promise.resolve(
        new Map(entries.map((entry) => [entry.type, entry])) as unknown as RTCStatsReport,
      )
    }
    return producer
  }) as typeof send.produce
  const bitrates = { microphone: 40_000, camera: 1_700_000, screen: 2_500_000 }
  const publisher = new Publisher({ transport: send, signaling: signaling.asSignaling, bitrates })
  const track = new FakeTrack('video', { width: 1280, height: 720 })
  track.stats = { totalFrames: 3 }
  await publisher.publishScreen(track.asTrack())
  const pass = async (milliseconds: number): Promise<void> => {
    for (let passed = 0; passed < milliseconds; passed += 100) {
      now += 100
      t.mock.timers.tick(100)
      for (let turn = 0; turn < 30; turn += 1) await Promise.resolve()
    }
  }
  await pass(1000)
  const dropFrame = (): void => {
    if (track.stats) track.stats.totalFrames += 1
    counts.frames += 1
  }
  const encodings = () => parameters.encodings
  return { publisher, keyFrames, counts, encodings, pass, dropFrame }
}

test('a shared page whose last frame was dropped is sent anew as a key frame', async (t) => {
  const { keyFrames, pass, dropFrame } = await shareScreen(t)
  assert.deepEqual(keyFrames, [])
  dropFrame()
  await pass(400)
  assert.deepEqual(keyFrames, [{ encodingOptions: [{ keyFrame: true }] }])
})

test('the encoder of a screen stays on while nobody looks', async (t) => {
  const { publisher, encodings } = await shareScreen(t)
  await publisher.setWantedLayers('screen-1', 0)
  assert.deepEqual(encodings(), [{ active: true }])
})

test('a screen that nobody looks at is left alone, and so is one that is shared no longer', async (t) => {
  const { publisher, keyFrames, counts, pass, dropFrame } = await shareScreen(t)
  await publisher.setWantedLayers('screen-1', 0)
  dropFrame()
  await pass(2000)
  await publisher.setWantedLayers('screen-1', 1)
  await pass(1000)
  await publisher.unpublish('screen')
  const { reads } = counts
  dropFrame()
  await pass(2000)
  assert.deepEqual(keyFrames, [])
  assert.equal(counts.reads, reads)
})
