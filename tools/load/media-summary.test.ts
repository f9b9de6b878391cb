import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Distribution } from '../harness/distribution.ts'
import { countMistaken, summariseEvents, wantedStreams } from './media-summary.ts'
import type { EventReport, WindowReport } from './messages.ts'

describe('the streams that a room should have', () => {
  const both = { video: true, audio: true }

  it('are all of all others when everything is shown', () => {
    const wanted = wantedStreams({ ...both, view: 'all', publishers: 40 }, 40)
    assert.deepEqual(wanted, { video: 1560, audio: 1560 })
  })

  it('are the pictures on the pages otherwise', () => {
    assert.deepEqual(wantedStreams({ ...both, view: 9, publishers: 24 }, 24), {
      video: 216,
      audio: undefined,
    })
    assert.equal(wantedStreams({ ...both, view: 9, publishers: 4 }, 4).video, 12)
    assert.equal(wantedStreams({ ...both, view: 1, publishers: 1 }, 50).video, 49)
    assert.equal(wantedStreams({ ...both, video: false, view: 9, publishers: 4 }, 4).video, 0)
    assert.equal(wantedStreams({ ...both, view: 9, publishers: 0 }, 0).video, 0)
  })
})

describe('events', () => {
  const OPENED = 1_000_000
  const CLOSED = 1_010_000

  function window(
    openedAt: number,
    participants: number,
    ...events: [at: number, heard: number, lastMs: number][]
  ) {
    const reports = events.map(([at, heard, lastMs]): EventReport => ({ id: at * 1000, heard, lastMs }))
    return { openedAt, closedAt: CLOSED, participants, events: reports } as unknown as WindowReport
  }

  it('reach all when everybody else heard of them, in whatever process', () => {
    const windows = [window(OPENED, 2, [OPENED + 100, 1, 30]), window(OPENED, 3, [OPENED + 100, 3, 50])]
    const { toAllMs, undelivered } = summariseEvents(windows, new Distribution())
    assert.deepEqual([toAllMs?.count, toAllMs?.max, undelivered], [1, 50, 0])
  })

  it('are undelivered when somebody, or everybody, heard nothing', () => {
    const windows = [window(OPENED, 5, [OPENED + 1, 3, 9], [OPENED + 2, 0, 0], [OPENED + 3, 4, 7])]
    const { toAllMs, undelivered } = summariseEvents(windows, new Distribution())
    assert.deepEqual([toAllMs?.count, toAllMs?.max, undelivered], [1, 7, 2])
  })

  it('do not count at the edges, where some were not asked', () => {
    const windows = [
      window(OPENED, 2, [OPENED - 1, 1, 9], [CLOSED - 1, 1, 9], [OPENED + 50, 1, 9]),
      window(OPENED + 90, 2),
    ]
    const { toAllMs, undelivered } = summariseEvents(windows, new Distribution())
    assert.deepEqual([toAllMs, undelivered], [undefined, 0])
  })
})

describe('clients that were told a number of participants', () => {
  it('are mistaken when it is not that of all processes together', () => {
    assert.equal(
      countMistaken([
        { participants: 2, counts: { 5: 2 } },
        { participants: 3, counts: { 5: 3 } },
      ]),
      0,
    )
    assert.equal(
      countMistaken([
        { participants: 2, counts: { 5: 1, 4: 1 } },
        { participants: 3, counts: { 3: 3 } },
      ]),
      4,
    )
    assert.equal(countMistaken([{ participants: 2, counts: {} }]), 0, 'nobody told them')
  })
})
