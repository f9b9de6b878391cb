import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { LoadGovernor, limitsAt } from './load-level.ts'

const idle = { workerCpu: 0.1, eventLoopDelayMs: 1 }

function feed(governor: LoadGovernor, workerCpu: number, times: number): number {
  for (let count = 0; count < times; count += 1) governor.update({ ...idle, workerCpu })
  return governor.level
}

describe('LoadGovernor', () => {
  it('takes one step for each two samples, up and down', () => {
    const governor = new LoadGovernor()
    assert.equal(feed(governor, 0.99, 1), 0)
    assert.equal(feed(governor, 0.99, 1), 1)
    assert.equal(feed(governor, 0.99, 4), 3)
    assert.equal(feed(governor, 0.1, 2), 2)
    assert.equal(feed(governor, 0.1, 4), 0)
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
    assert.equal(feed(governor, 0.7, 10), 1)
    assert.equal(feed(governor, 0.6, 2), 0)
  })

  it('counts a late event loop as load', () => {
    const governor = new LoadGovernor()
    governor.update({ workerCpu: 0, eventLoopDelayMs: 500 })
    governor.update({ workerCpu: 0, eventLoopDelayMs: 500 })
    assert.equal(governor.level, 1)
  })
})

describe('limitsAt', () => {
  it('saves layers first, then tiles', () => {
    const normal = { maxTiles: 25 }
    assert.deepEqual(limitsAt(0, normal), normal)
    assert.deepEqual(limitsAt(1, normal), { maxTiles: 25, maxSpatialLayer: 1 })
    assert.deepEqual(limitsAt(2, normal), { maxTiles: 4, maxSpatialLayer: 0 })
    assert.deepEqual(limitsAt(3, normal), { maxTiles: 1, maxSpatialLayer: 0 })
  })
})
