import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Distribution } from './distribution.ts'

function filled(values: Iterable<number>): Distribution {
  const distribution = new Distribution()
  for (const value of values) distribution.add(value)
  return distribution
}

describe('a distribution', () => {
  const hundred = Array.from({ length: 100 }, (_, index) => index + 1)

  for (const [share, exact] of [
    [0.01, 1],
    [0.5, 50],
    [0.95, 95],
    [0.99, 99],
    [1, 100],
  ] as const) {
    it(`knows that ${share} of 1 to 100 lie up to ${exact}, within one per cent`, () => {
      const found = filled(hundred).percentile(share)
      assert.ok(Math.abs(found / exact - 1) < 0.01, `${found}`)
    })
  }

  it('does not depend on the order, nor on being divided', () => {
    const backwards = filled(hundred.toReversed())
    const odd = filled(hundred.filter((value) => value % 2 === 1))
    const even = filled(hundred.filter((value) => value % 2 === 0))
    const merged = Distribution.of(odd.pack(), even.pack())
    assert.deepEqual(backwards.summary(), filled(hundred).summary())
    assert.deepEqual(merged.summary(), filled(hundred).summary())
    assert.equal(merged.mean, 50.5)
  })

  it('survives the way through JSON', () => {
    const packed = JSON.parse(JSON.stringify(filled([0, 3, 7]).pack())) as never
    assert.deepEqual(Distribution.of(packed).summary(), filled([0, 3, 7]).summary())
    assert.equal(filled([0]).percentile(0.5), 0)
  })

  it('is empty at first', () => {
    assert.equal(new Distribution().summary(), undefined)
    assert.ok(Number.isNaN(new Distribution().percentile(0.5)))
    assert.equal(Distribution.of(new Distribution().pack()).summary(), undefined)
  })

  it('gives single values back exactly', () => {
    assert.deepEqual(filled([123.4]).summary(), { count: 1, p50: 123.4, p95: 123.4, p99: 123.4, max: 123.4 })
  })
})
