import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { packConsumers } from '../../protocol/index.ts'
import { Receiver } from '../native-peer/receiver.ts'
import { createTestPacket } from '../native-peer/test-packets.ts'
import { VP8_HEADER_BYTES, writeVp8Header } from '../native-peer/vp8-packet.ts'
import { Arrival } from './arrival.ts'

const FRAME = { pictureId: 1, tl0PictureIndex: 1, temporalLayer: 0, width: 320, height: 180 }

function consumer(ssrc: number, kind: 'audio' | 'video', participantId: string) {
  return {
    id: `c${ssrc}`,
    participantId,
    source: kind === 'audio' ? ('microphone' as const) : ('camera' as const),
    kind,
    producerPaused: false,
    paused: false,
    rtpParameters: { codecs: [], encodings: [{ ssrc }] },
  }
}

function packet(ssrc: number, isKeyFrame = false): Buffer {
  const header = { payloadType: 96, marker: true, sequenceNumber: ssrc, timestamp: 1, ssrc }
  const { packet, payload } = createTestPacket(header, VP8_HEADER_BYTES + 4)
  writeVp8Header(payload, 0, { ...FRAME, isKeyFrame }, true)
  return packet
}

function arrive(speaking: readonly string[] = []) {
  let completions = 0
  const arrival = new Arrival({
    speaks: (id) => speaking.includes(id),
    expectsAudio: () => speaking.length > 0,
    completed: () => (completions += 1),
  })
  const receiver: Receiver = new Receiver({ shown: () => arrival.check(receiver) })
  arrival.begin()
  return { arrival, receiver, completions: () => completions }
}

describe('an arrival', () => {
  it('is complete with a key frame of every picture that is shown', () => {
    const { arrival, receiver, completions } = arrive()
    receiver.apply(packConsumers([consumer(1, 'video', 'a'), consumer(2, 'video', 'b')], []))
    arrival.expect(['a', 'b'])
    arrival.mark('open')
    receiver.receive(packet(1, true))
    assert.ok(arrival.times.firstMedia !== undefined)
    receiver.receive(packet(2))
    assert.equal(arrival.isComplete, false)
    receiver.receive(packet(2, true))
    assert.equal(arrival.isComplete, true)
    assert.equal(completions(), 1)
  })

  it('waits for a voice, not for silence', () => {
    const { arrival, receiver } = arrive(['a'])
    arrival.expect([])
    arrival.mark('open')
    arrival.check(receiver)
    assert.equal(arrival.isComplete, false, 'the streams are not known yet')
    receiver.apply(packConsumers([consumer(1, 'audio', 'a'), consumer(2, 'audio', 'b')], []))
    arrival.check(receiver)
    assert.equal(arrival.isComplete, false)
    receiver.receive(packet(1))
    assert.equal(arrival.isComplete, true)
  })

  it('waits until the own media is open', () => {
    const { arrival, receiver } = arrive()
    receiver.apply(packConsumers([consumer(1, 'video', 'a')], []))
    arrival.expect(['a'])
    receiver.receive(packet(1, true))
    assert.equal(arrival.isComplete, false)
    arrival.mark('open')
    arrival.check(receiver)
    assert.equal(arrival.isComplete, true)
    assert.ok((arrival.times.allShown ?? 0) <= (arrival.times.open ?? 0))
  })
})
