import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { expectJoin, type RoomStreams } from './join-cost.ts'

const STREAM = 0.0005

function share(room: Partial<RoomStreams>): number {
  const { participants = 0, settled = participants } = room
  return expectJoin({ participants, settled, running: 0, streamShare: STREAM, ...room }).share
}

function near(actual: number, expected: number): void {
  assert.ok(Math.abs(actual - expected) < 1e-9, `${actual} instead of ${expected}`)
}

describe('expectJoin', () => {
  it('counts what a newcomer receives, and what is received of them, where everybody shows everybody', () => {
    // Each of 14 receives the 26 streams of the others.
    near(share({ participants: 14, running: 14 * 26 }), 2 * 26 * STREAM)
  })

  it('counts little more than what a newcomer receives where few of many are shown', () => {
    const cost = share({ participants: 200, running: 200 * 18 })
    assert.ok(cost >= 18 * STREAM && cost < 18 * 1.1 * STREAM, `${cost}`)
  })

  it('takes those who have just come for people who show nine tiles', () => {
    near(share({ participants: 100, settled: 0 }), 18 * (1 + 18 / 198) * STREAM)
    const half = share({ participants: 100, settled: 50, running: 50 * 2 })
    near(half, 10 * (1 + 10 / 198) * STREAM)
  })

  it('learns from the room, so that one in which little flows costs little', () => {
    assert.equal(share({ participants: 50, running: 50 }), 0.003)
    assert.ok(share({ participants: 50, running: 50 * 50 }) > 0.03)
  })

  it('expects something of those who come to nobody', () => {
    assert.deepEqual(expectJoin({ participants: 0, settled: 0, running: 0, streamShare: undefined }), {
      share: 0.003,
      inPipes: 0,
      outPipes: 0.0012,
    })
  })

  it('believes no stream that costs nothing, or more than any does', () => {
    const room = { participants: 100, running: 1800 }
    const [none, normal, most] = [0, undefined, 1].map((streamShare) => share({ ...room, streamShare }))
    assert.ok(none !== undefined && normal !== undefined && most !== undefined)
    assert.equal(none, 0.003)
    assert.ok(normal > none && most > normal && most < 0.05, `${none}, ${normal}, ${most}`)
  })

  it('counts pipes for what a newcomer receives and sends', () => {
    const { inPipes, outPipes } = expectJoin({
      participants: 14,
      settled: 14,
      running: 14 * 26,
      streamShare: STREAM,
    })
    near(inPipes, 26 * 2 * STREAM)
    near(outPipes, 2 * 2 * STREAM)
  })
})
