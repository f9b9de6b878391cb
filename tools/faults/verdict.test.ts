import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { reportTable } from './report.ts'
import { findBroken, labelOf, summarise } from './verdict.ts'

const runs = [
  { interruptionMs: 500, seatsLost: 0 },
  { interruptionMs: 900, seatsLost: 0 },
  { interruptionMs: 2500, seatsLost: 1, silenceMs: 80 },
]

describe('a verdict', () => {
  it('sums up every measure over the runs that took it', () => {
    const measures = summarise(runs)
    assert.equal(measures.interruptionMs?.count, 3)
    assert.equal(measures.interruptionMs?.max, 2500)
    assert.equal(measures.silenceMs?.count, 1)
  })

  it('names the limits that were not kept, and keeps silent about the others', () => {
    assert.deepEqual(
      findBroken(summarise(runs), [
        { measure: 'interruptionMs', statistic: 'p50', atMost: 1000 },
        { measure: 'interruptionMs', statistic: 'max', atMost: 2000 },
        { measure: 'seatsLost', statistic: 'max', atMost: 0 },
      ]),
      ['interruption max 2.50 s instead of at most 2.00 s', 'seats lost max 1 instead of at most 0'],
    )
  })

  it('takes a figure that nobody measured for a broken promise', () => {
    assert.deepEqual(findBroken({}, [{ measure: 'silenceMs', statistic: 'max', atMost: 1 }]), [
      'silenceMs was not measured',
    ])
  })

  it('names measures in words', () => {
    assert.equal(labelOf('unexplainedFreezeMs'), 'unexplained freeze')
    assert.equal(labelOf('seatsLost'), 'seats lost')
  })
})

describe('the table', () => {
  const row = {
    name: 'row',
    title: 'A fault',
    promise: 'p95 <= 2 s',
    runs: 3,
    machineBusy: 0.5,
    measures: summarise(runs),
    noticed: ['reconnecting', 'unheard of', 'not recovered: Ada sees nothing'],
    failures: [],
    voided: [],
  }

  it('says what was noticed, how long it took, who was lost, and whether the promise was kept', () => {
    const [, , line] = reportTable({ rows: [{ ...row, broken: [] }], skipped: [] })
    const cells = line?.split(' | ') ?? []
    assert.deepEqual(cells.slice(0, 3), ['| A fault', 'p95 <= 2 s', '“Reconnecting…”, unheard of'])
    assert.match(cells[3] ?? '', /^0\.9\d? \/ 2\.\d+ \/ 2\.50 s$/)
    assert.deepEqual(cells.slice(4), ['up to 1 in 3 runs', 'silence 0.08 / 0.08 / 0.08 s', 'yes |'])
  })

  it('says why a promise was not kept, and why a row was skipped', () => {
    const skipped = [{ name: 'other', title: 'Another', reason: 'only root may' }]
    const lines = reportTable({ rows: [{ ...row, broken: ['too long'] }], skipped })
    assert.match(lines[2] ?? '', /\*\*no\*\*: too long/)
    assert.match(lines[3] ?? '', /Another .* skipped: only root may/)
  })

  it('says how many runs were repeated because they could not be judged', () => {
    const voided = ['a page did not look for 0.40 s', 'a page did not look for 0.40 s']
    const [, , line] = reportTable({ rows: [{ ...row, voided, broken: [] }], skipped: [] })
    assert.match(line ?? '', /; repeated as void: 2 \(a page did not look for 0\.40 s\) \| yes/)
  })
})
