import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { packConsumers, type FullConsumer } from '../../protocol/index.ts'
import { Receiver, type ReceiverEvents } from './receiver.ts'
import { STAMP_BYTES, stampClock, writeStamp } from './stamp.ts'
import { createTestPacket } from './test-packets.ts'
import { VP8_HEADER_BYTES, writeVp8Header } from './vp8-packet.ts'

// In the upper half of 32 bits, where a signed number is another one.
const SSRC = 0xfedc_ba98
const FRAME = { pictureId: 1, tl0PictureIndex: 1, temporalLayer: 0, width: 320, height: 180 }

function openCamera(state: { paused?: boolean; producerPaused?: boolean } = {}, events?: ReceiverEvents) {
  const receiver = new Receiver(events)
  const camera: FullConsumer = {
    id: 'c',
    participantId: 'p',
    source: 'camera',
    kind: 'video',
    producerPaused: false,
    paused: false,
    rtpParameters: { codecs: [], encodings: [{ ssrc: SSRC }] },
    ...state,
  }
  receiver.apply(packConsumers([camera], []))
  return receiver
}

function picture({ isKeyFrame = false, source = 1, layer = 0, isFirst = true } = {}): Buffer {
  const header = { payloadType: 96, marker: true, sequenceNumber: 1, timestamp: 1, ssrc: SSRC }
  const { packet, payload } = createTestPacket(header, VP8_HEADER_BYTES + STAMP_BYTES)
  writeVp8Header(payload, 0, { ...FRAME, isKeyFrame }, isFirst)
  writeStamp(packet, { source, layer, frame: 0, sentAt: stampClock(), since: 0 })
  return packet
}

/** Lets time pass for the receiver. */
function clock(test: TestContext): (ms: number) => void {
  let now = performance.now()
  test.mock.method(performance, 'now', () => now)
  return (ms) => (now += ms)
}

function update(receiver: Receiver, paused: boolean): void {
  receiver.apply({ shared: {}, added: [], removed: [], updated: [{ id: 'c', paused }] })
}

describe('a picture that is received', () => {
  it('counts layers, sources and key frames of every packet', () => {
    const receiver = openCamera()
    receiver.receive(picture({ isKeyFrame: true }))
    receiver.receive(picture({ isKeyFrame: true, isFirst: false, layer: 2 }))
    receiver.receive(picture({ source: 2, layer: 2 }))
    const counts = receiver.find('p', 'camera')?.counts
    assert.deepEqual([counts?.packets, counts?.keyFrames, counts?.layer], [3, 1, 2])
    assert.deepEqual([...(counts?.layers ?? [])], [0, 2])
    assert.deepEqual([...(counts?.sources ?? [])], [1, 2])
    assert.deepEqual(counts?.size, { width: 320, height: 180 })
    assert.equal(receiver.totals().mixedStreams, 1)
    assert.equal(receiver.totals().unknownSsrcs, 0)
  })

  it('is late when its key frame comes late, and when none comes', (test) => {
    const pass = clock(test)
    const receiver = openCamera()
    pass(900)
    assert.equal(receiver.totals().lateKeyFrames, 0)
    pass(200)
    assert.equal(receiver.totals().lateKeyFrames, 1, 'nothing came')
    receiver.receive(picture({ isKeyFrame: true }))
    assert.equal(receiver.totals().lateKeyFrames, 1, 'it came late')
  })

  it('is not late when its first key frame is in time, or nobody sends', (test) => {
    const pass = clock(test)
    const prompt = openCamera()
    prompt.receive(picture({ isKeyFrame: true }))
    const idle = [openCamera({ paused: true }), openCamera({ producerPaused: true })]
    pass(5000)
    for (const receiver of [prompt, ...idle]) assert.equal(receiver.totals().lateKeyFrames, 0)
  })

  it('keeps a wait in vain when it is paused or closed, and waits anew after a pause', (test) => {
    const pass = clock(test)
    const [paused, closed, resumed] = [openCamera(), openCamera(), openCamera({ paused: true })]
    pass(2000)
    update(paused, true)
    closed.apply({ shared: {}, added: [], removed: ['c'], updated: [] })
    update(resumed, false)
    assert.deepEqual(
      [paused, closed, resumed].map((receiver) => receiver.totals().lateKeyFrames),
      [1, 1, 0],
    )
    pass(500)
    resumed.receive(picture({ isKeyFrame: true }))
    pass(5000)
    assert.equal(resumed.totals().lateKeyFrames, 0)
  })

  it('is not late when it was closed before that could be said', (test) => {
    const pass = clock(test)
    const receiver = openCamera()
    pass(500)
    receiver.apply({ shared: {}, added: [], removed: ['c'], updated: [] })
    pass(5000)
    assert.equal(receiver.totals().lateKeyFrames, 0)
  })

  it('names strays as they are on the wire', () => {
    const receiver = new Receiver()
    receiver.receive(picture())
    assert.deepEqual([...receiver.unknownSsrcs], [[SSRC, 1]])
  })

  it('tells the delay of the first packet after a look', (test) => {
    const pass = clock(test)
    const receiver = openCamera()
    const [first, second] = [picture(), picture()]
    pass(7)
    receiver.receive(first)
    pass(20)
    receiver.receive(second)
    const delays: number[] = []
    receiver.takeDelays((delay) => delays.push(Math.round(delay)))
    assert.deepEqual(delays, [7])
  })

  it('tells no delay twice', () => {
    const receiver = openCamera()
    const delays: number[] = []
    for (const packets of [2, 1, 0]) {
      for (let count = 0; count < packets; count += 1) receiver.receive(picture())
      receiver.takeDelays((delay) => delays.push(delay))
    }
    assert.equal(delays.length, 2)
    assert.ok(delays.every((delay) => delay >= 0 && delay < 1000))
  })
})
