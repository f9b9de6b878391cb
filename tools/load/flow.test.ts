import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { ReceivedStream } from '../native-peer/receiver.ts'
import { createStream } from '../native-peer/received-stream.ts'
import { flowOf, sumFlows, type FlowCount } from './flow.ts'

const WINDOW = { from: 10_000, until: 20_000, spoke: (id: string) => id === 'speaker' }

function stream(
  kind: 'audio' | 'video',
  {
    packets = 0,
    begun = true,
    ...state
  }: Partial<ReceivedStream> & { packets?: number; begun?: boolean } = {},
): ReceivedStream {
  const created = createStream({
    consumerId: 'c',
    participantId: 'p',
    source: kind === 'video' ? 'camera' : 'microphone',
    kind,
    ssrc: 1,
    paused: false,
    producerPaused: false,
  })
  created.counts.packets = packets
  if (kind === 'video' && begun) created.counts.firstKeyFrameAt = 1
  return Object.assign(created, { runningSince: 0, ...state })
}

function count(one: ReceivedStream, before = 0): FlowCount {
  return flowOf([one], { ...WINDOW, packetsBefore: new Map([[one, before]]) })[one.kind]
}

describe('the flow of streams', () => {
  it('is alive when packets came in the window', () => {
    const expected = { open: 1, running: 1, carried: 1, expected: 1, dead: 0 }
    assert.deepEqual(count(stream('video', { packets: 9 }), 8), expected)
    assert.deepEqual(count(stream('audio', { packets: 9, participantId: 'speaker' })), expected)
  })

  for (const { what, one, before } of [
    { what: 'a picture of which nothing came', one: stream('video', { packets: 8 }), before: 8 },
    { what: 'a picture that never began', one: stream('video', { packets: 9, begun: false }), before: 8 },
    { what: 'a speaker who is not heard', one: stream('audio', { participantId: 'speaker' }), before: 0 },
  ]) {
    it(`is dead with ${what}`, () => {
      assert.equal(count(one, before).dead, 1)
    })
  }

  for (const { what, one } of [
    { what: 'one that the server paused', one: stream('video', { paused: true }) },
    { what: 'one of somebody muted', one: stream('video', { producerPaused: true }) },
    { what: 'one that was opened just now', one: stream('video', { runningSince: 19_500 }) },
    { what: 'somebody who said nothing', one: stream('audio') },
  ]) {
    it(`does not expect anything of ${what}`, () => {
      assert.deepEqual([count(one).open, count(one).expected, count(one).dead], [1, 0, 0])
    })
  }

  it('adds up', () => {
    const flow = flowOf([stream('video'), stream('audio')], { ...WINDOW, packetsBefore: new Map() })
    assert.deepEqual(sumFlows([flow, flow]).video, { open: 2, running: 2, carried: 0, expected: 2, dead: 2 })
    assert.equal(sumFlows([flow, flow]).audio.open, 2)
  })
})
