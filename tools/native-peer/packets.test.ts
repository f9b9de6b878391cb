import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { packConsumers } from '../../protocol/index.ts'
import { Receiver } from './receiver.ts'
import { createSenderReport, isRtcp, payloadOffset, requestedKeyFrames, RtpPacketBuilder } from './rtp.ts'
import { readStamp, stampAge, stampClock, stampOffset, STAMP_BYTES, writeStamp } from './stamp.ts'
import { createTestPacket } from './test-packets.ts'
import { readVp8Header, VP8_HEADER_BYTES, writeVp8Header } from './vp8-packet.ts'

const HEADER = { payloadType: 96, marker: true, sequenceNumber: 1, timestamp: 2, ssrc: 3 }

describe('packets of a native peer', () => {
  it('carry header extensions in front of the payload', () => {
    const extensions = [
      { id: 1, data: Buffer.from('camera') },
      { id: 10, data: Buffer.from([0x94]) },
    ]
    const { packet, payload } = createTestPacket({ ...HEADER, extensions }, 5)
    payload.write('hello')
    assert.equal(packet.subarray(payloadOffset(packet)).toString(), 'hello')
    assert.equal(packet.length % 4, 1)
    assert.equal(isRtcp(packet), false)
    assert.equal(
      isRtcp(createSenderReport({ ssrc: 1, cname: 'a', at: 0, timestamp: 0, packets: 0, bytes: 0 })),
      true,
    )
  })

  it('differ in their own fields alone when they share a memory', () => {
    const extensions = [{ id: 1, data: Buffer.from('r1') }]
    const builder = new RtpPacketBuilder({ payloadType: 96, ssrc: 3, maxPayloadBytes: 9, extensions })
    const first = Buffer.from(builder.build({ marker: true, sequenceNumber: 65_535, timestamp: 1 }, 9))
    const second = builder.build({ marker: false, sequenceNumber: 65_536, timestamp: 2 }, 4)
    assert.equal(first.length - second.length, 5)
    assert.deepEqual([first[1], second[1]], [0xe0, 0x60])
    assert.deepEqual([first.readUInt16BE(2), second.readUInt16BE(2)], [65_535, 0])
    assert.deepEqual(first.subarray(8, builder.payloadOffset), second.subarray(8, builder.payloadOffset))
    assert.equal(builder.build({ marker: true, sequenceNumber: 1, timestamp: 3 }, 9).length, first.length)
  })

  it('carry a stamp that survives, and none when there is no room', () => {
    const { packet } = createTestPacket(HEADER, 2 + STAMP_BYTES)
    const stamp = { source: 0xffff_fffe, layer: 2, frame: 70_000, sentAt: stampClock(), since: 7 }
    writeStamp(packet, stamp)
    assert.deepEqual(readStamp(packet, stampOffset(packet)), stamp)
    assert.ok(stampAge(packet, stampOffset(packet)) < 1000)
    assert.equal(stampOffset(createTestPacket(HEADER, 2).packet), -1)
  })

  it('describe VP8 frames', () => {
    const frame = { pictureId: 0x7abc, tl0PictureIndex: 300, temporalLayer: 2, width: 1280, height: 720 }
    const payload = Buffer.alloc(VP8_HEADER_BYTES)
    writeVp8Header(payload, 0, { ...frame, isKeyFrame: true }, true)
    assert.deepEqual(readVp8Header(payload), {
      isKeyFrame: true,
      pictureId: 0x7abc,
      size: { width: 1280, height: 720 },
    })
    writeVp8Header(payload, 0, { ...frame, isKeyFrame: false }, true)
    assert.equal(readVp8Header(payload)?.isKeyFrame, false)
    writeVp8Header(payload, 0, { ...frame, isKeyFrame: true }, false)
    assert.equal(readVp8Header(payload)?.isKeyFrame, false, 'the rest of a key frame begins no frame')
  })

  it('find requests for key frames in compound RTCP', () => {
    const report = createSenderReport({ ssrc: 9, cname: 'x', at: 1, timestamp: 2, packets: 3, bytes: 4 })
    const pli = Buffer.from('81ce00020000000100000007', 'hex')
    const fir = Buffer.from('84ce0004000000010000000000000008' + '01000000', 'hex')
    assert.deepEqual(requestedKeyFrames(Buffer.concat([report, pli, fir])), [7, 8])
    assert.deepEqual(requestedKeyFrames(report), [])
    assert.deepEqual(requestedKeyFrames(Buffer.alloc(12)), [])
  })
})

describe('the receiver', () => {
  function createReceiver(): Receiver {
    const receiver = new Receiver()
    const rtpParameters = { codecs: [], encodings: [{ ssrc: 3 }] }
    const consumer = {
      id: 'c',
      participantId: 'p',
      source: 'microphone',
      kind: 'audio',
      producerPaused: false,
      paused: false,
    } as const
    receiver.apply(packConsumers([{ ...consumer, rtpParameters }], []))
    return receiver
  }

  function receiveAll(receiver: Receiver, sequenceNumbers: readonly number[]): void {
    for (const sequenceNumber of sequenceNumbers) {
      receiver.receive(createTestPacket({ ...HEADER, sequenceNumber }, 20).packet)
    }
  }

  for (const { what, sequence, missing, outOfOrder } of [
    { what: 'an unbroken run over the wrap', sequence: [65_534, 65_535, 0, 1], missing: 0, outOfOrder: 0 },
    { what: 'a hole', sequence: [5, 6, 9], missing: 2, outOfOrder: 0 },
    { what: 'a straggler', sequence: [5, 7, 6, 8], missing: 0, outOfOrder: 1 },
    { what: 'a repeat', sequence: [5, 6, 6, 7], missing: 0, outOfOrder: 1 },
    { what: 'a hole at the wrap', sequence: [65_535, 1], missing: 1, outOfOrder: 0 },
  ]) {
    it(`counts ${what}`, () => {
      const receiver = createReceiver()
      receiveAll(receiver, sequence)
      const counts = receiver.find('p', 'microphone')?.counts
      assert.deepEqual(
        { missing: counts?.missing, outOfOrder: counts?.outOfOrder, packets: counts?.packets },
        { missing, outOfOrder, packets: sequence.length },
      )
    })
  }

  it('tells packets of closed consumers from strays', () => {
    const receiver = createReceiver()
    receiver.receive(createTestPacket({ ...HEADER, ssrc: 4 }, 20).packet)
    receiver.apply({ shared: {}, added: [], removed: ['c'], updated: [] })
    receiveAll(receiver, [1, 2])
    assert.deepEqual([...receiver.unknownSsrcs], [[4, 1]])
    assert.equal(receiver.packetsOfRemoved, 2)
    assert.equal(receiver.find('p', 'microphone'), undefined)
  })
})
