import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Producer } from 'mediasoup-client/types'
import { FakeTrack } from '../test-track.ts'
import { cameraEncodings } from './encodings.ts'
import {
  activateLayers,
  applyEncodings,
  canReplace,
  preferResolution,
  sendKeyFrame,
} from './sender-parameters.ts'

interface Parameters {
  encodings: { active: boolean; maxBitrate?: number }[]
  degradationPreference?: string
}

/** A sender that refuses parameters which were read before the last change, as browsers do. */
function createSender(layers: number) {
  let parameters: Parameters = { encodings: Array.from({ length: layers }, () => ({ active: true })) }
  let version = 0
  const sender = {
    refuses: false,
    applied: 0,
    options: [] as unknown[],
    current: () => parameters,
    getParameters: () => ({ ...structuredClone(parameters), transactionId: String(version) }),
    setParameters: async (
      { transactionId, ...given }: Parameters & { transactionId: string },
      options?: object,
    ) => {
      if (options) sender.options.push(options)
      await Promise.resolve()
      if (sender.refuses || transactionId !== String(version)) throw new Error('InvalidStateError')
      version += 1
      sender.applied += 1
      parameters = given
    },
  }
  const producer = { rtpSender: sender, closed: false }
  return { sender, producer, asProducer: producer as unknown as Producer }
}

const active = ({ encodings }: Parameters): boolean[] => encodings.map((encoding) => encoding.active)

test('layers are sent from the lowest that are wanted, none when nobody looks', async () => {
  const { sender, asProducer } = createSender(3)
  await activateLayers(asProducer, 2)
  assert.deepEqual(active(sender.current()), [true, true, false])
  await activateLayers(asProducer, 0)
  assert.deepEqual(active(sender.current()), [false, false, false])
  await activateLayers(asProducer, 3)
  assert.deepEqual(active(sender.current()), [true, true, true])
})

test('new bitrates leave layers off that nobody wants', async () => {
  const { sender, asProducer } = createSender(3)
  const encodings = cameraEncodings({ width: 1280, height: 720 }, 1_000_000)
  await applyEncodings(asProducer, encodings, 1)
  assert.deepEqual(active(sender.current()), [true, false, false])
  assert.deepEqual(
    sender.current().encodings.map(({ maxBitrate }) => maxBitrate),
    encodings.map(({ maxBitrate }) => maxBitrate),
  )
})

test('a key frame is sent of every layer, and nothing else changes', async () => {
  const { sender, asProducer } = createSender(2)
  await activateLayers(asProducer, 1)
  await sendKeyFrame(asProducer)
  assert.deepEqual(sender.options, [{ encodingOptions: [{ keyFrame: true }, { keyFrame: true }] }])
  assert.deepEqual(active(sender.current()), [true, false])
})

test('changes that are asked for at once are made one after another', async () => {
  const { sender, asProducer } = createSender(3)
  await Promise.all([
    activateLayers(asProducer, 2),
    preferResolution(asProducer),
    activateLayers(asProducer, 1),
  ])
  assert.equal(sender.applied, 3)
  assert.deepEqual(active(sender.current()), [true, false, false])
  assert.equal(sender.current().degradationPreference, 'maintain-resolution')
})

test('a browser that refuses a change goes on, and takes the next one', async () => {
  const { sender, asProducer } = createSender(2)
  sender.refuses = true
  await activateLayers(asProducer, 1)
  assert.deepEqual(active(sender.current()), [true, true])
  sender.refuses = false
  await activateLayers(asProducer, 1)
  assert.deepEqual(active(sender.current()), [true, false])
})

test('a producer that closed while a change waited is left alone', async () => {
  const { sender, producer, asProducer } = createSender(2)
  const changed = activateLayers(asProducer, 1)
  producer.closed = true
  await changed
  assert.equal(sender.applied, 0)
})

test('a producer without a sender has nothing to change', async () => {
  await assert.doesNotReject(activateLayers({ closed: false } as unknown as Producer, 1))
})

test('a track that would need a renegotiation is not replaced', async () => {
  const track = new FakeTrack('video').asTrack()
  const replaced: unknown[] = []
  const able = { replaceTrack: (options: unknown) => Promise.resolve(replaced.push(options)) }
  assert.equal(await canReplace(able as unknown as Producer, track), true)
  assert.deepEqual(replaced, [{ track }])
  const unable = { replaceTrack: () => Promise.reject(new Error('InvalidModificationError')) }
  assert.equal(await canReplace(unable as unknown as Producer, track), false)
})
