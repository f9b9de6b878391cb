import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { PacketFate, type Impairment } from './impairment.ts'
import { seededRandom } from '../harness/random.ts'

const COUNT = 50_000

function fates(impairment: Impairment, seed = 1): (number | undefined)[] {
  const fate = new PacketFate(impairment, seededRandom(seed))
  return Array.from({ length: COUNT }, () => fate.next())
}

const lossOf = (list: readonly unknown[]): number => list.filter((fate) => fate === undefined).length / COUNT

describe('what a line does to packets', () => {
  it('passes everything on at once where nothing is wrong', () => {
    assert.ok(fates({}).every((fate) => fate === 0))
  })

  it('loses the share that it shall lose', () => {
    const loss = lossOf(fates({ loss: 0.05 }))
    assert.ok(Math.abs(loss - 0.05) < 0.005, `${loss}`)
  })

  it('delays within bounds, and uses all of them', () => {
    const delays = fates({ delayMs: 20, jitterMs: 60 }).map((fate) => fate ?? Number.NaN)
    assert.ok(Math.min(...delays) >= 20 && Math.min(...delays) < 21)
    assert.ok(Math.max(...delays) < 80 && Math.max(...delays) > 79)
  })

  it('loses packets together in bursts of the mean length', () => {
    const list = fates({ bursts: { begin: 0.002, end: 0.1 } })
    const begins = list.filter((fate, index) => fate === undefined && list[index - 1] !== undefined).length
    const lost = list.filter((fate) => fate === undefined).length
    assert.ok(Math.abs(lost / begins - 10) < 2, `mean length ${lost / begins}`)
    assert.ok(Math.abs(lossOf(list) - 0.0196) < 0.008, `${lossOf(list)}`)
  })

  it('does the same to the same packets with the same seed', () => {
    const line = { loss: 0.1, jitterMs: 30 }
    assert.deepEqual(fates(line, 5), fates(line, 5))
    assert.notDeepEqual(fates(line, 5), fates(line, 6))
  })
})
