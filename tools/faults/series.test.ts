import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Sample } from './sample.ts'
import {
  gapsOf,
  isFlowing,
  lastingMs,
  longestGap,
  longestUnseen,
  longestWithout,
  reasonsOf,
  statusesOf,
} from './series.ts'

function sample(at: number, framesDecoded: number, more: Partial<Sample> = {}): Sample {
  return {
    at,
    framesDecoded,
    audioPackets: 0,
    audioHeard: 0,
    videoPackets: 0,
    height: 360,
    status: 'connected',
    reasons: [],
    seats: {},
    paths: [],
    ...more,
  }
}

/** Looks every 50 ms; each number is what the counter said. */
const series = (...counts: number[]): Sample[] => counts.map((count, index) => sample(index * 50, count))

describe('gaps in what arrives', () => {
  it('are none while every look sees something new', () => {
    assert.deepEqual(gapsOf(series(0, 1, 2, 3), 'framesDecoded'), [])
  })

  it('last from the last growth to the next one', () => {
    assert.deepEqual(gapsOf(series(0, 1, 1, 1, 2, 3), 'framesDecoded'), [{ from: 50, to: 200, ms: 150 }])
  })

  it('are not made of looks that came late', () => {
    const late = [sample(0, 0), sample(50, 1), sample(900, 20), sample(950, 21)]
    assert.deepEqual(gapsOf(late, 'framesDecoded'), [])
    const after = [sample(0, 0), sample(50, 1), sample(100, 1), sample(900, 20)]
    assert.equal(longestGap(gapsOf(after, 'framesDecoded'), 0), 100)
  })

  it('last until now when nothing came any more', () => {
    const [gap] = gapsOf(series(0, 1, 1, 1), 'framesDecoded', 5000)
    assert.deepEqual(gap, { from: 50, to: Number.POSITIVE_INFINITY, ms: 4950 })
  })

  it('count only when they lasted beyond the fault', () => {
    const gaps = gapsOf(series(0, 0, 0, 1, 1, 2), 'framesDecoded')
    assert.equal(longestGap(gaps, 0), 150)
    assert.equal(longestGap(gaps, 160), 100)
    assert.equal(longestGap(gaps, 1000), 0)
  })
})

describe('what nobody saw', () => {
  const late = [sample(0, 0), sample(50, 1), sample(900, 20), sample(950, 21)]
  const unseen = (samples: readonly Sample[], from: number, to: number): number =>
    longestUnseen(samples, ['framesDecoded', 'audioHeard'], { from, to })

  it('is the time between looks that are far apart', () => {
    assert.equal(unseen(late, 0, 960), 850)
    assert.equal(unseen(series(0, 1, 2, 3), 0, 160), 50)
  })

  it('counts only as far as it matters', () => {
    assert.equal(unseen(late, 800, 960), 100)
    assert.equal(unseen(late, 0, 100), 50)
    assert.equal(unseen(late, 910, 960), 40)
  })

  it('does not count when nothing came meanwhile, which is a gap that is known', () => {
    assert.equal(unseen([sample(0, 5), sample(900, 5), sample(950, 6)], 0, 960), 50)
  })

  it('includes the time after the last look, or all of it without any', () => {
    assert.equal(unseen(series(0, 1, 2), 0, 1100), 1000)
    assert.equal(unseen([], 100, 600), 500)
  })
})

describe('the time without a look at which something held', () => {
  const shown = [0, 1, 2, 3, 4, 5].map((index) => sample(index * 50, 0, { height: index === 2 ? 1 : 0 }))
  const without = (from: number, to: number): number =>
    longestWithout(shown, { from, to }, ({ height }) => height === 1)

  it('is the longest stretch before, between or after such looks', () => {
    assert.equal(without(0, 250), 150)
    assert.equal(without(50, 100), 50)
    assert.equal(without(125, 250), 125)
  })

  it('ends with the last look', () => {
    assert.equal(without(0, Number.POSITIVE_INFINITY), 150)
  })
})

describe('a flow', () => {
  it('needs a whole window in which nearly every look sees something new', () => {
    assert.equal(isFlowing(series(0, 1, 2, 3, 4, 5), 'framesDecoded', 250), true)
    assert.equal(isFlowing(series(0, 1, 2), 'framesDecoded', 250), false)
    assert.equal(isFlowing(series(5, 5, 5, 5, 5, 6), 'framesDecoded', 250), false)
    assert.equal(isFlowing([], 'framesDecoded', 250), false)
  })
})

describe('what people noticed', () => {
  const samples = [
    sample(0, 0),
    sample(50, 0, { status: 'reconnecting' }),
    sample(150, 0, { status: 'repairing', reasons: ['slowHere'] }),
    sample(200, 0, { status: '' }),
    sample(250, 0, { reasons: ['slowHere'] }),
  ]

  it('is every status but that all is well, and every reason, once', () => {
    assert.deepEqual(statusesOf(samples), ['reconnecting', 'repairing'])
    assert.deepEqual(reasonsOf(samples), ['slowHere'])
  })

  it('has a duration', () => {
    assert.equal(
      lastingMs(samples, ({ status }) => status === 'repairing'),
      100,
    )
  })
})
