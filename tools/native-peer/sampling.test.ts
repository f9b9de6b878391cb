import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { packConsumers, type FullConsumer } from '../../protocol/index.ts'
import { Receiver, type ReceiverEvents } from './receiver.ts'
import { SAMPLE_EVERY } from './sampling.ts'
import { STAMP_BYTES, stampClock, writeStamp } from './stamp.ts'
import { createTestPacket } from './test-packets.ts'
import { VP8_HEADER_BYTES, writeVp8Header } from './vp8-packet.ts'

const SSRC = 0xfedc_ba00
const FRAME = { pictureId: 1, tl0PictureIndex: 1, temporalLayer: 0, width: 320, height: 180 }

interface PacketOptions {
  sequenceNumber: number
  marker?: boolean
  isKeyFrame?: boolean
  source?: number
  ssrc?: number
}

function open(kind: 'audio' | 'video', events?: ReceiverEvents): Receiver {
  const receiver = new Receiver(events)
  const consumer: FullConsumer = {
    id: 'c',
    participantId: 'p',
    source: kind === 'audio' ? 'microphone' : 'camera',
    kind,
    producerPaused: false,
    paused: false,
    rtpParameters: { codecs: [], encodings: [{ ssrc: SSRC }] },
  }
  receiver.apply(packConsumers([consumer], []))
  return receiver
}

function createPacket(options: PacketOptions): Buffer {
  const { marker = false, isKeyFrame = false, source = 1, ssrc = SSRC, sequenceNumber } = options
  const header = { payloadType: 96, marker, sequenceNumber, timestamp: 1, ssrc }
  const { packet, payload } = createTestPacket(header, VP8_HEADER_BYTES + STAMP_BYTES)
  writeVp8Header(payload, 0, { ...FRAME, isKeyFrame }, true)
  writeStamp(packet, { source, layer: 0, frame: 0, sentAt: stampClock(), since: marker ? 7 : 5 })
  return packet
}

/** What a transport does with a packet; returns whether it was decrypted. */
function arrive(receiver: Receiver, options: PacketOptions): boolean {
  const packet = createPacket(options)
  const isWanted = receiver.receiveHeader(packet, packet.length)
  if (isWanted) receiver.receiveContent(packet)
  return isWanted
}

function clock(test: TestContext): (ms: number) => void {
  let now = performance.now()
  test.mock.method(performance, 'now', () => now)
  return (ms) => (now += ms)
}

describe('a stream of which a sample is decrypted', () => {
  it('is counted packet by packet: gaps, repetitions and bytes', () => {
    const receiver = open('video')
    for (const sequenceNumber of [65_534, 65_535, 1, 2, 2, 0]) arrive(receiver, { sequenceNumber })
    const { packets, missing, outOfOrder, bytes } = receiver.totals()
    assert.deepEqual({ packets, missing, outOfOrder }, { packets: 6, missing: 0, outOfOrder: 2 })
    assert.equal(bytes, 6 * createPacket({ sequenceNumber: 0 }).length)
    arrive(receiver, { sequenceNumber: 10 })
    assert.equal(receiver.totals().missing, 7)
  })

  it('names every SSRC that no consumer explains, and decrypts none of its packets', () => {
    const receiver = open('video')
    assert.equal(arrive(receiver, { sequenceNumber: 1, ssrc: 42 }), false)
    assert.deepEqual([...receiver.unknownSsrcs], [[42, 1]])
  })

  it('is decrypted until the first key frame, and once in a while from then on', () => {
    const shown: string[] = []
    const receiver = open('video', { shown: ({ consumerId }) => shown.push(consumerId) })
    assert.deepEqual(
      [1, 2].map((sequenceNumber) => arrive(receiver, { sequenceNumber })),
      [true, true],
    )
    assert.deepEqual(shown, [])
    arrive(receiver, { sequenceNumber: 3, isKeyFrame: true })
    assert.deepEqual(shown, ['c'])
    const wanted = Array.from({ length: 10 * SAMPLE_EVERY }, (_, index) =>
      arrive(receiver, { sequenceNumber: 4 + index }),
    )
    assert.equal(wanted.filter(Boolean).length, 10)
    assert.deepEqual([receiver.totals().sampled, receiver.totals().authentic], [13, 13])
  })

  it('shows another source in it by the next sample', () => {
    const receiver = open('video')
    arrive(receiver, { sequenceNumber: 1, isKeyFrame: true })
    for (let index = 0; index < SAMPLE_EVERY; index += 1)
      arrive(receiver, { sequenceNumber: 2 + index, source: 2 })
    assert.equal(receiver.totals().mixedStreams, 1)
  })

  it('tells of every voice by its marked packet, and of one whose marked packet was lost', (test) => {
    const pass = clock(test)
    const voices: number[] = []
    const receiver = open('audio', { voiceBegan: (_, { since }) => voices.push(since) })
    const next = (sequenceNumber: number, marker = false): boolean => {
      pass(20)
      return arrive(receiver, { sequenceNumber, marker })
    }
    assert.equal(next(1), true, 'nothing was known of it')
    assert.equal(next(2), false)
    assert.equal(next(3, true), true)
    assert.equal(next(4), false)
    pass(400)
    assert.equal(next(6), true)
    assert.deepEqual(voices, [5, 7, 5])
  })

  it('keeps packets apart that could not be decrypted', () => {
    const receiver = open('video')
    const packet = createPacket({ sequenceNumber: 1 })
    assert.equal(receiver.receiveHeader(packet, packet.length), true)
    assert.deepEqual([receiver.totals().sampled, receiver.totals().authentic], [1, 0])
  })

  it('tells how long a packet took until it arrived, not until it was decrypted', (test) => {
    const pass = clock(test)
    const receiver = open('video')
    const packet = createPacket({ sequenceNumber: 1 })
    pass(7)
    receiver.receiveHeader(packet, packet.length)
    pass(30)
    receiver.receiveContent(packet)
    const delays: number[] = []
    receiver.takeDelays((delay) => delays.push(Math.round(delay)))
    assert.deepEqual(delays, [7])
  })
})
