import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { seededRandom, seedOf } from './random.ts'

const take = (seed: number, count: number): number[] => {
  const random = seededRandom(seed)
  return Array.from({ length: count }, () => random())
}

describe('seeded chance', () => {
  it('comes again with the same seed, and differs with another one', () => {
    assert.deepEqual(take(1, 20), take(1, 20))
    assert.notDeepEqual(take(1, 20), take(2, 20))
  })

  it('is spread evenly from 0 up to 1', () => {
    const numbers = take(3, 10_000)
    assert.ok(numbers.every((number) => number >= 0 && number < 1))
    const mean = numbers.reduce((sum, number) => sum + number, 0) / numbers.length
    assert.ok(Math.abs(mean - 0.5) < 0.02, `mean ${mean}`)
  })

  it('gives each run of each row a seed of its own', () => {
    const seeds = ['a', 'b'].flatMap((row) => [1, 2, 3].map((run) => seedOf(1, row, run)))
    assert.equal(new Set([...seeds, seedOf(2, 'a', 1)]).size, 7)
  })
})
