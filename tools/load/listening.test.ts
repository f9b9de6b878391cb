import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import type { ReceivedStream } from '../native-peer/receiver.ts'
import { createStream } from '../native-peer/received-stream.ts'
import { stampClock, type Stamp } from '../native-peer/stamp.ts'
import { Listening } from './listening.ts'
import { Measures, mergeMeasures } from './measures.ts'

/** A listener with an open window, and a clock. */
function listen(t: TestContext) {
  let now = 10_000
  t.mock.method(performance, 'now', () => now)
  const measures = new Measures()
  const listening = new Listening(measures)
  const stream = (paused = false): ReceivedStream =>
    createStream({
      consumerId: 'c',
      participantId: 'p',
      source: 'microphone',
      kind: 'audio',
      ssrc: 1,
      producerPaused: false,
      paused,
    })
  /** A stretch of speech arrives that began so long ago. */
  const hear = (one: ReceivedStream, ageMs: number): void => {
    const since = (stampClock() - ageMs * 1000 + 2 ** 32) % 2 ** 32
    listening.voiceBegan(one, { source: 1, layer: 0, frame: 0, sentAt: since, since } satisfies Stamp)
  }
  const counts = () => {
    const { onsetRunning, onsetResumed, onsetNew } = mergeMeasures([measures.take()])
    return { running: onsetRunning.count, resumed: onsetResumed.count, new: onsetNew.count }
  }
  return { listening, stream, hear, counts, pass: (ms: number) => (now += ms) }
}

describe('a voice that arrives', () => {
  it('on a stream that ran before is timed as running', (t) => {
    const { listening, stream, hear, counts, pass } = listen(t)
    const one = stream()
    listening.noteState([one])
    listening.open()
    pass(1000)
    hear(one, 50)
    assert.deepEqual(counts(), { running: 1, resumed: 0, new: 0 })
  })

  it('on a stream that was paused when it began is timed as resumed', (t) => {
    const { listening, stream, hear, counts, pass } = listen(t)
    const one = stream(true)
    listening.noteState([one])
    listening.open()
    pass(1000)
    listening.noteState([{ ...one, paused: false }])
    hear(one, 50)
    assert.deepEqual(counts(), { running: 0, resumed: 1, new: 0 })
  })

  it('on a stream that was opened after it began is timed as new', (t) => {
    const { listening, stream, hear, counts, pass } = listen(t)
    listening.open()
    pass(1000)
    hear(stream(), 50)
    assert.deepEqual(counts(), { running: 0, resumed: 0, new: 1 })
  })

  it('counts only when it began in the window, and until a moment', (t) => {
    const { listening, stream, hear, counts, pass } = listen(t)
    const one = stream()
    hear(one, 0)
    listening.open()
    hear(one, 20)
    pass(100)
    hear(one, 10)
    assert.equal(listening.heardUntil(10_200), 1)
    assert.equal(listening.heardUntil(10_090), 0)
    listening.close()
    pass(100)
    hear(one, 10)
    assert.equal(listening.heardUntil(99_999), 1)
    assert.deepEqual(counts(), { running: 1, resumed: 0, new: 0 })
  })
})
