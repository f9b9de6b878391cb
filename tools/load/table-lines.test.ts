import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { LoadResult } from './result.ts'
import { tableLines, type MeasuredRow } from './table-lines.ts'
import { planTable } from './table-plan.ts'

const [row] = planTable([25], { warmUp: 1, duration: 2 }, 4)
assert.ok(row)

function resultOf(change: Partial<LoadResult> = {}): LoadResult {
  const timing = { p50: 1, p95: 355.4, p99: 3, max: 4, count: 25 }
  const result = {
    media: { receivedPacketsPerSecond: 10_512.3, receivedMbps: 38.2, loss: 0.0125 },
    join: { allShownMs: timing, replyMs: timing, server: { nodeCpuSeconds: 0.1 } },
    onset: { newMs: timing },
    server: { cores: 0.154, nodeCores: 0.02, workerCores: 0.134, workerMicrosecondsPerPacket: 12.74 },
    metrics: { eventLoopP99Ms: { join: { max: 4.2 }, window: { max: 2.6 } } },
    generator: { cores: 0.2 },
    problems: [],
    doubts: [],
    ...change,
  }
  // What a table reads of a result, and nothing else.
  return result as unknown as LoadResult
}

function cellsOf(measured: MeasuredRow): string[] {
  return (tableLines([measured])[2] ?? '').split('|').map((cell) => cell.trim())
}

describe('a table in Markdown', () => {
  it('holds the figures of the server beside those of the bare worker', () => {
    const cells = cellsOf({ row, server: resultOf(), bare: resultOf() })
    assert.deepEqual(cells.slice(1, -1), [
      '25, meeting, 1700 kbit/s, 30 frames/s',
      '10,512',
      '38',
      '0.15 (0.02 + 0.13)',
      '0.15',
      '12.7',
      '12.7',
      '355 ms',
      '355 ms',
      '4.0 ms',
      '4 and 3 ms',
      '1.25 %',
      '0.20',
    ])
  })

  it('has as many columns in each line as in its head', () => {
    const rows = [{ row }, { row, server: { failure: 'no' } }, { row, bare: resultOf() }]
    const columns = tableLines(rows)
      .slice(0, 5)
      .map((line) => line.split('|').length)
    assert.equal(new Set(columns).size, 1)
  })

  it('says of each run what went wrong and why it is not to be trusted', () => {
    const doubted = resultOf({ doubts: ['this machine was busy 100 % of the time'] })
    const failed = resultOf({ problems: ['2 received nothing'] })
    const text = tableLines([{ row, server: doubted, bare: failed }]).join('\n')
    assert.match(text, /frames\/s \(see below\) \|/)
    assert.match(text, /- \*\*25, meeting.*\*\*, server: do not trust: this machine was busy 100 %/)
    assert.match(text, /\*\*, bare worker: failed: 2 received nothing\./)
    const [ended] = tableLines([{ row, server: { failure: 'it crashed' } }]).filter((line) =>
      line.startsWith('- '),
    )
    assert.match(ended ?? '', /server: failed: it crashed/)
  })

  it('ends with the commands that repeat it, but for what was not run', () => {
    const { load: _, ...nothing } = row
    const text = tableLines([{ row }, { row: { ...nothing, load: undefined } }]).join('\n')
    assert.equal(text.match(/^npm run load -- --serve --profile meeting --participants 25 /gm)?.length, 1)
    assert.equal(text.match(/^npm run load -- --bare /gm)?.length, 1)
    assert.match(text, /25, meeting, more than this machine carries \| – \|/)
  })
})
