import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ProducerOptions, RtpEncodingParameters } from 'mediasoup-client/types'
import { ProtocolError } from '../../../protocol/index.ts'
import { createFakeTransports, FakeSignaling, settle } from '../test-media.ts'
import { FakeTrack } from '../test-track.ts'
import { Publisher } from './publisher.ts'

const bitrates = { microphone: 40_000, camera: 1_700_000, screen: 2_500_000 }
const voice = (): FakeTrack => new FakeTrack('audio')
const video = (width: number, height: number): FakeTrack => new FakeTrack('video', { width, height })

async function createBench({ automatic = true } = {}) {
  const { send } = await createFakeTransports()
  const signaling = new FakeSignaling()
  let created = 0
  if (automatic) {
    signaling
      .always('producer:create', () => ({ producerId: `server-${(created += 1)}` }))
      .always('producer:pause', () => ({}))
      .always('producer:resume', () => ({}))
      .always('producer:resize', () => ({}))
      .always('producer:close', () => ({}))
  }
  return {
    send,
    signaling,
    publisher: new Publisher({ transport: send, signaling: signaling.asSignaling, bitrates }),
  }
}

const encodingsOf = (signaling: FakeSignaling): RtpEncodingParameters[] =>
  (signaling.last('producer:create').params.rtpParameters as { encodings: RtpEncodingParameters[] }).encodings

test('a camera is announced with its layers and its size', async () => {
  const { publisher, signaling } = await createBench()
  await publisher.publishCamera(video(1280, 720).asTrack())
  const { params } = signaling.last('producer:create')
  assert.equal(params.source, 'camera')
  assert.equal(params.kind, 'video')
  assert.deepEqual(params.captureSize, { width: 1280, height: 720 })
  assert.deepEqual(
    encodingsOf(signaling).map(({ scaleResolutionDownBy }) => scaleResolutionDownBy),
    [4, 2, 1],
  )
})

test('pictures wait at the sender until the server takes them, sound does not', async () => {
  const { publisher, signaling, send } = await createBench({ automatic: false })
  const sent: (MediaStreamTrack | null)[] = []
  const sender = { replaceTrack: async (track: MediaStreamTrack | null) => void sent.push(track) }
  const produce = send.produce.bind(send)
  send.produce = (async (options: ProducerOptions) => {
    options.onRtpSender?.(sender as RTCRtpSender)
    return Object.defineProperty(await produce(options), 'rtpSender', { value: sender })
  }) as typeof send.produce
  const heard = publisher.publishMicrophone(voice().asTrack(), false)
  await settle()
  signaling.last('producer:create').answer({ producerId: 'voice' })
  await heard
  assert.deepEqual(sent, [])
  const camera = video(1280, 720).asTrack()
  const shown = publisher.publishCamera(camera)
  await settle()
  assert.deepEqual(sent, [null])
  signaling.last('producer:create').answer({ producerId: 'picture' })
  await shown
  assert.deepEqual(sent, [null, camera])
})

test('another camera of the same kind takes over without renegotiation', async () => {
  const { publisher, signaling } = await createBench()
  await publisher.publishCamera(video(1280, 720).asTrack())
  await publisher.publishCamera(video(1920, 1080).asTrack())
  assert.deepEqual(signaling.names(), ['producer:create', 'producer:resize'])
  assert.deepEqual(signaling.last('producer:resize').params, {
    producerId: 'server-1',
    captureSize: { width: 1920, height: 1080 },
  })
})

test('a camera of the same size takes over without a word', async () => {
  const { publisher, signaling } = await createBench()
  await publisher.publishCamera(video(1280, 720).asTrack())
  await publisher.publishCamera(video(1280, 720).asTrack())
  publisher.followSizes()
  assert.deepEqual(signaling.names(), ['producer:create'])
})

test('a phone that is turned is told once', async () => {
  const { publisher, signaling } = await createBench()
  const track = video(1280, 720)
  await publisher.publishCamera(track.asTrack())
  await publisher.publishMicrophone(voice().asTrack(), false)
  track.settings = { width: 720, height: 1280 }
  publisher.followSizes()
  publisher.followSizes()
  await settle()
  assert.deepEqual(signaling.names().slice(2), ['producer:resize'])
  assert.deepEqual(signaling.last('producer:resize').params.captureSize, { width: 720, height: 1280 })
})

test('a size that did not reach the server is said again, and one that it refuses is not', async () => {
  const { publisher, signaling } = await createBench({ automatic: false })
  const track = video(1280, 720)
  const published = publisher.publishCamera(track.asTrack())
  await settle()
  // Nobody can speak of a producer that has no name yet.
  publisher.followSizes()
  signaling.last('producer:create').answer({ producerId: 'server-1' })
  await published
  track.settings = { width: 640, height: 480 }
  publisher.followSizes()
  signaling.last('producer:resize').refuse(new Error('interrupted'))
  await settle()
  publisher.followSizes()
  signaling.last('producer:resize').refuse(new ProtocolError('not_found'))
  await settle()
  publisher.followSizes()
  assert.deepEqual(signaling.names(), ['producer:create', 'producer:resize', 'producer:resize'])
})

test('a picture that is worth fewer layers is published anew', async () => {
  const { publisher, signaling } = await createBench()
  const track = video(1280, 720)
  await publisher.publishCamera(track.asTrack())
  track.settings = { width: 640, height: 360 }
  await publisher.publishCamera(track.asTrack())
  assert.deepEqual(signaling.names(), ['producer:create', 'producer:close', 'producer:create'])
  assert.equal(signaling.last('producer:close').params.producerId, 'server-1')
  assert.equal(encodingsOf(signaling).length, 2)
  assert.equal(track.readyState, 'live')
})

test('a muted microphone is published silent', async () => {
  const { publisher, signaling } = await createBench()
  const track = voice()
  await publisher.publishMicrophone(track.asTrack(), true)
  assert.equal(track.enabled, false)
  assert.equal(signaling.last('producer:create').params.paused, true)
})

test('muting is silent at once, before the server knows', async () => {
  const { publisher, signaling } = await createBench()
  const track = voice()
  await publisher.publishMicrophone(track.asTrack(), false)
  const muting = publisher.setPaused('microphone', true)
  assert.equal(track.enabled, false)
  await muting
  assert.equal(signaling.last('producer:pause').params.producerId, 'server-1')
})

test('unmuting sends nothing until the server knows', async () => {
  const { publisher, signaling } = await createBench({ automatic: false })
  const track = voice()
  const published = publisher.publishMicrophone(track.asTrack(), true)
  await settle()
  signaling.last('producer:create').answer({ producerId: 'server-1' })
  await published
  const unmuting = publisher.setPaused('microphone', false)
  await settle()
  assert.equal(track.enabled, false)
  signaling.last('producer:resume').answer({})
  await unmuting
  assert.equal(track.enabled, true)
})

test('an unmute that is overtaken by a mute stays silent', async () => {
  const { publisher, signaling } = await createBench({ automatic: false })
  const track = voice()
  const published = publisher.publishMicrophone(track.asTrack(), true)
  await settle()
  signaling.last('producer:create').answer({ producerId: 'server-1' })
  await published
  const unmuting = publisher.setPaused('microphone', false)
  await settle()
  const muting = publisher.setPaused('microphone', true)
  await settle()
  signaling.last('producer:resume').answer({})
  signaling.last('producer:pause').answer({})
  await Promise.all([unmuting, muting])
  assert.equal(track.enabled, false)
  // The last word to the server is the mute.
  assert.equal(signaling.names().at(-1), 'producer:pause')
})

test('microphone and camera are announced together, without waiting for each other', async () => {
  const { publisher, signaling } = await createBench({ automatic: false })
  const both = [
    publisher.publishMicrophone(voice().asTrack(), false),
    publisher.publishCamera(video(1280, 720).asTrack()),
  ]
  await settle()
  assert.deepEqual(signaling.names(), ['producer:create', 'producer:create'])
  for (const [index, { answer }] of signaling.asked.entries()) answer({ producerId: `server-${index}` })
  await Promise.all(both)
})

test('a source that the server refuses is not published', async () => {
  const { publisher, signaling } = await createBench({ automatic: false })
  const published = publisher.publishCamera(video(1280, 720).asTrack())
  await settle()
  signaling.last('producer:create').refuse(new ProtocolError('unsupported_media'))
  await assert.rejects(published, { code: 'unsupported_media' })
  assert.equal(publisher.has('camera'), false)
})

test('closing a source leaves its track to its owner', async () => {
  const { publisher, signaling } = await createBench()
  const track = video(1280, 720)
  await publisher.publishCamera(track.asTrack())
  await publisher.unpublish('camera')
  assert.equal(track.readyState, 'live')
  assert.equal(signaling.names().at(-1), 'producer:close')
})

test('a transport that closes does not stop what is captured', async () => {
  const { publisher, send } = await createBench()
  const track = voice()
  await publisher.publishMicrophone(track.asTrack(), false)
  send.close()
  assert.equal(track.readyState, 'live')
  assert.equal(publisher.closed, true)
})

test('a screen and its sound are two sources', async () => {
  const { publisher, signaling } = await createBench()
  await publisher.publishScreen(video(1920, 1080).asTrack())
  await publisher.publishScreenAudio(voice().asTrack())
  const sources = signaling.asked.map(({ params }) => params.source)
  assert.deepEqual(sources, ['screen', 'screen-audio'])
})

test('a camera that cannot take over in place is published anew', async () => {
  const { publisher, signaling, send } = await createBench()
  await publisher.publishCamera(video(1280, 720).asTrack())
  send.handler.replaceTrack = () => Promise.reject(new Error('InvalidModificationError'))
  await publisher.publishCamera(video(1280, 720).asTrack())
  assert.deepEqual(signaling.names(), ['producer:create', 'producer:close', 'producer:create'])
})
