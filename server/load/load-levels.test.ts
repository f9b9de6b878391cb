import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { highestLevel, isSaturated, levelAt, type LoadLevel } from './load-levels.ts'

describe('load levels', () => {
  const levels = {
    eventLoop: 1 as LoadLevel,
    workers: new Map<number, LoadLevel>([
      [7, 3],
      [8, 0],
    ]),
  }

  it('concern those on the busy worker alone', () => {
    assert.equal(levelAt(levels, 7), 3)
    assert.equal(levelAt(levels, 8), 1)
    assert.equal(levelAt(levels, 9), 1)
    assert.equal(highestLevel(levels), 3)
  })

  it('let people in while one worker has room', () => {
    assert.equal(isSaturated(levels), false)
    assert.equal(isSaturated({ eventLoop: 0, workers: new Map([[7, 3]]) }), true)
    assert.equal(isSaturated({ eventLoop: 3, workers: new Map([[7, 0]]) }), true)
    assert.equal(isSaturated({ eventLoop: 0, workers: new Map() }), false)
  })
})
