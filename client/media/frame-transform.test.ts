import assert from 'node:assert/strict'
import { test } from 'node:test'
import { packConsumers } from '../../protocol/index.ts'
import type { FrameOrigin, FrameTransform } from './frame-transform.ts'
import { Receiver } from './receive/receiver.ts'
import { Publisher } from './send/publisher.ts'
import { createFakeTransports, describeConsumer, FakeSignaling, playBrowser, settle } from './test-media.ts'
import { FakeTrack } from './test-track.ts'
import { TrackRegistry } from './track-registry.ts'

const ANNA = 'anna-0001'
const BEN = 'ben-00001'
const bitrates = { microphone: 40_000, camera: 1_700_000, screen: 2_500_000 }

async function createBench({ withTransform = true } = {}) {
  const transports = await createFakeTransports()
  const browser = playBrowser(transports)
  const signaling = new FakeSignaling()
  let created = 0
  signaling.always('producer:create', () => {
    browser.log.push('announced')
    return { producerId: `server-${(created += 1)}` }
  })
  signaling.always('producer:pause', () => ({})).always('producer:close', () => ({}))
  signaling.always('consumer:ready', () => {
    browser.log.push('acknowledged')
    return {}
  })
  const attached: (FrameOrigin & { to: RTCRtpSender | RTCRtpReceiver })[] = []
  const frameTransform: FrameTransform = {
    attachSender: (to, origin) => {
      browser.log.push('attached')
      attached.push({ ...origin, to })
    },
    attachReceiver: (to, origin) => {
      browser.log.push('attached')
      attached.push({ ...origin, to })
    },
  }
  const common = {
    signaling: signaling.asSignaling,
    ...(withTransform ? { frameTransform } : {}),
  }
  const publisher = new Publisher({ transport: transports.send, bitrates, ...common })
  const receiver = new Receiver({
    transport: transports.receive,
    tracks: new TrackRegistry(),
    events: { changed: () => undefined, broken: (error) => assert.fail(String(error)) },
    ...common,
  })
  return { publisher, receiver, browser, attached }
}

const audio = (): MediaStreamTrack => new FakeTrack('audio').asTrack()
const video = (width = 1280, height = 720): MediaStreamTrack =>
  new FakeTrack('video', { width, height }).asTrack()

test('a frame transform gets the sender of every source with its kind and owner', async () => {
  const { publisher, browser, attached } = await createBench()
  await publisher.publishMicrophone(audio(), false)
  await publisher.publishCamera(video())
  await publisher.publishScreen(video())
  await publisher.publishScreenAudio(audio())
  assert.deepEqual(attached, [
    { kind: 'audio', source: 'microphone', owner: 'local', to: browser.senders[0] },
    { kind: 'video', source: 'camera', owner: 'local', to: browser.senders[1] },
    { kind: 'video', source: 'screen', owner: 'local', to: browser.senders[2] },
    { kind: 'audio', source: 'screen-audio', owner: 'local', to: browser.senders[3] },
  ])
})

test('a sender is attached before the server hears of it and before it sends', async () => {
  const { publisher, browser } = await createBench()
  await publisher.publishCamera(video())
  assert.deepEqual(browser.log, ['attached', 'holds', 'announced', 'sends'])
})

test('a track that takes the place of another keeps the sender and its transform', async () => {
  const { publisher, attached } = await createBench()
  await publisher.publishMicrophone(audio(), true)
  await publisher.publishMicrophone(audio(), true)
  assert.equal(attached.length, 1)
})

test('a camera that starts anew with other layers is attached anew', async () => {
  const { publisher, attached, browser } = await createBench()
  await publisher.publishCamera(video())
  await publisher.publishCamera(video(320, 180))
  assert.deepEqual(
    attached.map(({ to }) => to),
    browser.senders,
  )
  assert.equal(attached.length, 2)
})

test('a frame transform gets every receiver with the participant that it belongs to', async () => {
  const { receiver, browser, attached } = await createBench()
  await receiver.apply(
    packConsumers([describeConsumer('c1', ANNA, 'microphone'), describeConsumer('c2', ANNA, 'screen')], []),
  )
  await receiver.apply(packConsumers([describeConsumer('c3', BEN, 'camera')], []))
  assert.deepEqual(attached, [
    { kind: 'audio', source: 'microphone', owner: ANNA, to: browser.receivers[0] },
    { kind: 'video', source: 'screen', owner: ANNA, to: browser.receivers[1] },
    { kind: 'video', source: 'camera', owner: BEN, to: browser.receivers[2] },
  ])
})

test('receivers are attached before the server is told to begin', async () => {
  const { receiver, browser } = await createBench()
  await receiver.apply(
    packConsumers([describeConsumer('c1', ANNA, 'microphone'), describeConsumer('c2', ANNA, 'camera')], []),
  )
  assert.deepEqual(browser.log, ['attached', 'attached', 'acknowledged'])
})

test('without a transform nothing hears of receivers, and media goes on as it is', async () => {
  const { publisher, receiver, browser, attached } = await createBench({ withTransform: false })
  await publisher.publishCamera(video())
  await receiver.apply(packConsumers([describeConsumer('c1', ANNA, 'camera')], []))
  await settle()
  assert.deepEqual(attached, [])
  assert.deepEqual(browser.receivers, [])
  assert.deepEqual(browser.log, ['holds', 'announced', 'sends', 'acknowledged'])
  assert.equal(receiver.received.length, 1)
})
