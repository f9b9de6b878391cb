import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { LoadGovernor } from './load-governor.ts'
import type { LoadLevel } from './load-levels.ts'

const STEPS = [0.8, 0.88, 0.95] as const

function feed(governor: LoadGovernor, value: number, times: number): number {
  for (let count = 0; count < times; count += 1) governor.update([{ value, steps: STEPS }])
  return governor.level
}

describe('LoadGovernor', () => {
  it('takes one step up for each two samples, and one down for each three', () => {
    const governor = new LoadGovernor()
    assert.equal(feed(governor, 0.99, 1), 0)
    assert.equal(feed(governor, 0.99, 1), 1)
    assert.equal(feed(governor, 0.99, 4), 3)
    assert.equal(feed(governor, 0.1, 2), 3)
    assert.equal(feed(governor, 0.1, 1), 2)
    assert.equal(feed(governor, 0.1, 6), 0)
  })

  it('ignores a single spike', () => {
    const governor = new LoadGovernor()
    for (let round = 0; round < 5; round += 1) {
      feed(governor, 0.99, 1)
      feed(governor, 0.1, 1)
    }
    assert.equal(governor.level, 0)
  })

  it('does not swing around a threshold', () => {
    const governor = new LoadGovernor()
    feed(governor, 0.82, 2)
    assert.equal(feed(governor, 0.7, 20), 1)
    assert.equal(feed(governor, 0.6, 3), 0)
  })

  it('settles although what it saves lowers what it measures', () => {
    const governor = new LoadGovernor()
    const cpuAt: Record<LoadLevel, number> = { 0: 0.95, 1: 0.9, 2: 0.2, 3: 0.1 }
    let changes = 0
    const hours = (count: number): number => (count * 3600) / 2
    for (let sample = 0; sample < hours(1); sample += 1) {
      if (governor.update([{ value: cpuAt[governor.level], steps: STEPS }])) changes += 1
    }
    assert.ok(changes < 60, `${changes} changes in the first hour`)
    const before = changes
    for (let sample = 0; sample < hours(1); sample += 1) {
      if (governor.update([{ value: cpuAt[governor.level], steps: STEPS }])) changes += 1
    }
    assert.ok(changes - before < 50, `${changes - before} changes in the second hour`)
  })

  it('is full after two of the highest samples at the highest level, and until one has room', () => {
    const governor = new LoadGovernor()
    feed(governor, 0.99, 5)
    assert.deepEqual([governor.level, governor.isFull], [2, false])
    feed(governor, 0.99, 1)
    assert.deepEqual([governor.level, governor.isFull], [3, true])
    feed(governor, 0.8, 30)
    assert.deepEqual([governor.level, governor.isFull], [3, true], 'it does not swing around a threshold')
    feed(governor, 0.7, 1)
    assert.deepEqual([governor.level, governor.isFull], [3, false])
    feed(governor, 0.99, 1)
    assert.equal(governor.isFull, false, 'one sample is no load')
    feed(governor, 0.99, 1)
    assert.equal(governor.isFull, true)
  })

  it('says that it is full no longer, however much patience pictures need by now', () => {
    const governor = new LoadGovernor()
    for (let round = 0; round < 30; round += 1) {
      while (!governor.isFull) feed(governor, 0.99, 1)
      const told = governor.update([{ value: 0.1, steps: STEPS }])
      assert.deepEqual([told, governor.isFull], [true, false], `round ${round}`)
      while (governor.level === 3) feed(governor, 0.1, 1)
    }
    while (governor.level < 3) feed(governor, 0.99, 1)
    assert.equal(feed(governor, 0.1, 100), 3, 'pictures wait for more than three minutes')
  })

  it('has no patience while nobody is served', () => {
    const governor = new LoadGovernor()
    for (let round = 0; round < 30; round += 1) {
      while (governor.level < 3) feed(governor, 0.99, 1)
      while (governor.level === 3) feed(governor, 0.1, 1)
    }
    while (governor.level < 3) feed(governor, 0.99, 1)
    for (let count = 0; count < 9; count += 1) governor.update([{ value: 0, steps: STEPS }], false)
    assert.equal(governor.level, 0)
  })

  it('goes by the measure that is worst', () => {
    const governor = new LoadGovernor()
    const measures = [
      { value: 0, steps: STEPS },
      { value: 500, steps: [200, 400, 800] as const },
    ]
    governor.update(measures)
    governor.update(measures)
    assert.equal(governor.level, 1)
  })
})
