import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { FakeSignaling } from './fake-signaling.ts'
import type { NativeTransport } from './native-transport.ts'
import { OpusSource } from './opus-source.ts'
import { Publisher } from './publisher.ts'
import { Vp8Source } from './vp8-source.ts'

const TRANSPORT = { id: 'send', send: () => undefined } as unknown as NativeTransport

function createPublisher(t: TestContext) {
  const signaling = new FakeSignaling({ 'producer:create': { producerId: 'p' } })
  const publisher = new Publisher(signaling.client)
  t.after(() => publisher.stop())
  return { publisher, signaling }
}

/** A packet of RTCP that asks for a key frame of a stream by PLI: RFC 4585, section 6.3.1. */
function pictureLossIndication(ssrc: number): Buffer {
  const packet = Buffer.alloc(12)
  packet.set([0x81, 206, 0, 2])
  packet.writeUInt32BE(ssrc, 8)
  return packet
}

describe('publishing', () => {
  it('creates a producer on the transport, muted where that is wanted', async (t) => {
    const { publisher, signaling } = createPublisher(t)
    const media = new OpusSource()
    const publication = await publisher.publish(TRANSPORT, 'microphone', { media, muted: true })
    const { rtpParameters } = media
    assert.deepEqual(signaling.requests, [
      [
        'producer:create',
        { transportId: 'send', kind: 'audio', source: 'microphone', rtpParameters, paused: true },
      ],
    ])
    assert.deepEqual(publisher.publications, [publication])
  })

  it('tells the size that a camera captures', async (t) => {
    const { publisher, signaling } = createPublisher(t)
    const media = new Vp8Source({ width: 640, height: 360 })
    await publisher.publish(TRANSPORT, 'camera', { media, muted: false })
    const [, params] = signaling.requests[0] ?? []
    assert.deepEqual((params as { captureSize: object }).captureSize, { width: 640, height: 360 })
  })

  it('mutes and unmutes the source and its producer', async (t) => {
    const { publisher, signaling } = createPublisher(t)
    const media = new OpusSource()
    const publication = await publisher.publish(TRANSPORT, 'microphone', { media, muted: false })
    const setMuted = t.mock.method(media, 'setMuted')
    await publisher.setMuted(publication, true)
    await publisher.setMuted(publication, false)
    assert.deepEqual(
      setMuted.mock.calls.map(({ arguments: [muted] }) => muted),
      [true, false],
    )
    assert.deepEqual(signaling.requests.slice(1), [
      ['producer:pause', { producerId: 'p' }],
      ['producer:resume', { producerId: 'p' }],
    ])
  })

  it('passes a request for a key frame on to the stream that it names', async (t) => {
    const { publisher } = createPublisher(t)
    const media = new Vp8Source()
    await publisher.publish(TRANSPORT, 'camera', { media, muted: false })
    const requested = t.mock.method(media, 'keyFrameRequested')
    publisher.keyFramesRequested(pictureLossIndication(99))
    assert.deepEqual(requested.mock.calls[0]?.arguments, [99])
  })

  it('ends the source and then the producer', async (t) => {
    const { publisher, signaling } = createPublisher(t)
    const media = new OpusSource()
    const stop = t.mock.method(media, 'stop')
    const publication = await publisher.publish(TRANSPORT, 'microphone', { media, muted: false })
    await publisher.unpublish(publication)
    assert.equal(stop.mock.callCount(), 1)
    assert.deepEqual(publisher.publications, [])
    assert.deepEqual(signaling.requests.at(-1), ['producer:close', { producerId: 'p' }])
  })
})
