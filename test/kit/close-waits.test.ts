import assert from 'node:assert/strict'
import { it } from 'node:test'
import type { CloseWait } from '../../tools/harness/wait-log.ts'
import { describeWaits } from './close-waits.ts'

const ROOT = '/project'
const OPTIONS = { root: ROOT, setFactor: undefined }

function wait(change: Partial<CloseWait> = {}): CloseWait {
  const file = `${ROOT}/test/kettle.test.ts`
  return { what: 'it boils', usedMs: 7000, limitMs: 10_000, test: 'boils', file, ...change }
}

it('says nothing of a run in which nobody waited', () => {
  assert.equal(describeWaits({ factors: [], waits: [] }, OPTIONS), '')
})

it('says how slow the machine was', () => {
  assert.equal(
    describeWaits({ factors: [3, 1, 1.5], waits: [] }, OPTIONS),
    'Limits of waits were 1.5 times those of a quiet machine (median; 1 to 3 in 3 test processes).\n',
  )
  assert.match(describeWaits({ factors: [], waits: [] }, { ...OPTIONS, setFactor: 4 }), /were set to 4 times/)
})

it('names test, wait and times, and begins with the wait that came closest to its limit', () => {
  const waits = [
    wait(),
    wait({ usedMs: 28_000, limitMs: 30_000, test: 'the tea > is hot' }),
    wait({ usedMs: 10_100, test: '', file: `${ROOT}/tools/load.ts` }),
  ]
  assert.deepEqual(describeWaits({ factors: [], waits }, OPTIONS).split('\n'), [
    'Waits that used 60 % of their limit or more:',
    '  101 %  10.1 of 10.0 s  tools/load.ts: it boils',
    '   93 %  28.0 of 30.0 s  test/kettle.test.ts > the tea > is hot: it boils',
    '   70 %  7.0 of 10.0 s  test/kettle.test.ts > boils: it boils',
    '',
  ])
})

it('names fifteen at most, and counts the others', () => {
  const waits = Array.from({ length: 40 }, (_, index) => wait({ usedMs: 6000 + index }))
  const lines = describeWaits({ factors: [], waits }, OPTIONS).trimEnd().split('\n')
  assert.equal(lines.length, 17)
  assert.match(lines[1] ?? '', /6\.0 of 10\.0 s/)
  assert.equal(lines.at(-1), '  … and 25 more')
})
