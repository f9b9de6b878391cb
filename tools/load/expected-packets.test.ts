import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { expectedPackets, processesFor, type TrafficOptions } from './expected-packets.ts'

const MEETING: TrafficOptions = {
  participants: 100,
  publishers: 100,
  audio: true,
  video: true,
  media: true,
  view: 9,
  speakers: 3,
  bitrate: 1700,
  frameRate: 30,
  decrypt: 'sample',
}

describe('the traffic that a load test expects', () => {
  it('is that of nine small pictures and three voices in a meeting', () => {
    // Received: nine of 30 and three of 50 a second; sent: one layer each, and the voices.
    assert.equal(expectedPackets(MEETING), 100 * (270 + 150) + 100 * 30 + 150)
  })

  it('counts all layers that are sent, and every picture of a room that shows all', () => {
    const all = expectedPackets({ ...MEETING, participants: 3, publishers: 3, view: 'all', audio: false })
    // 19, 63 and 213 kbit of a second in packets of 1,100 bytes, at thirty frames.
    assert.equal(all, 3 * 2 * 30 * 7 + 3 * 30 * (1 + 2 + 7))
  })

  it('is nothing where nobody sends', () => {
    assert.equal(expectedPackets({ ...MEETING, publishers: 0 }), 0)
    assert.equal(expectedPackets({ ...MEETING, media: false }), 0)
    assert.equal(expectedPackets({ ...MEETING, publishers: 1, view: 0, speakers: 0 }), 0)
  })
})

describe('the processes that carry participants', () => {
  it('are as many as the packets need, and never more than there are cores', () => {
    assert.equal(processesFor(MEETING, 2), 1)
    assert.equal(processesFor({ ...MEETING, participants: 300, publishers: 300 }, 4), 2)
    assert.equal(processesFor({ ...MEETING, participants: 300, publishers: 300, decrypt: 'all' }, 4), 4)
    assert.equal(processesFor({ ...MEETING, participants: 1000, publishers: 1000 }, 2), 2)
  })

  it('are more where many people join, although hardly anybody sends', () => {
    assert.equal(processesFor({ ...MEETING, participants: 1000, media: false }, 8), 4)
  })
})
