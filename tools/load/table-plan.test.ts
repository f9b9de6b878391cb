import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parseOptions } from './options.ts'
import { planTable, runsOf, TABLE_SIZES } from './table-plan.ts'

const TIMES = { warmUp: 6, duration: 20 }
const HIGHEST = '1700 kbit/s, 30 frames/s'

describe('the plan of a table', () => {
  it('has a line for each size and profile, with the most that the machine carries', () => {
    const rows = planTable(TABLE_SIZES, TIMES, 2)
    assert.deepEqual(
      rows.map(({ profile, participants, load }) => [profile, participants, load?.split(' ')[0]]),
      [
        ['meeting', 25, '1700'],
        ['meeting', 100, '1700'],
        ['meeting', 300, '100'],
        ['meeting', 1000, undefined],
        ['webinar', 25, '1700'],
        ['webinar', 100, '1700'],
        ['webinar', 300, '300'],
        ['webinar', 1000, undefined],
      ],
    )
  })

  it('leaves out what no load makes small enough, and nothing on a large machine', () => {
    assert.equal(planTable([5000], TIMES, 2)[0]?.load, undefined)
    assert.ok(planTable(TABLE_SIZES, TIMES, 64).every(({ load }) => load === HIGHEST))
  })

  it('runs the same on a server and on a bare worker, in less than 25 minutes', () => {
    let seconds = 0
    for (const row of planTable(TABLE_SIZES, TIMES, 2)) {
      const { server, bare } = runsOf(row)
      const [one, other] = [parseOptions(server, 2), parseOptions(bare, 2)]
      assert.ok(one !== 'help' && other !== 'help')
      assert.deepEqual({ ...other, bare: false, serve: true }, one)
      // Starting, handshakes and leaving take their time too.
      for (const run of [one, other])
        seconds += run.overSeconds + run.warmUpSeconds + run.durationSeconds + 20
    }
    assert.ok(seconds < 25 * 60, `${seconds} s`)
  })
})
