import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { limitsAt } from './load-limits.ts'

describe('limitsAt', () => {
  it('saves layers and frames first, then tiles', () => {
    const normal = { maxTiles: 25 }
    assert.deepEqual(limitsAt(0, normal), normal)
    const saved = { maxSpatialLayer: 0, halfRate: true }
    assert.deepEqual(limitsAt(1, normal), { ...saved, maxTiles: 25, maxScreens: 4, maxSpatialLayer: 1 })
    assert.deepEqual(limitsAt(2, normal), { ...saved, maxTiles: 4, maxScreens: 2 })
    assert.deepEqual(limitsAt(3, normal), { ...saved, maxTiles: 1, maxScreens: 1 })
  })

  it('never allows more than a server does that has nothing to save', () => {
    const normal = { maxTiles: 0, maxScreens: 0, maxSpatialLayer: 0, halfRate: true }
    for (const level of [0, 1, 2, 3] as const) assert.deepEqual(limitsAt(level, normal), normal)
  })
})
