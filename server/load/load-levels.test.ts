import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { highestLevel, isSaturated, levelAt, type LoadLevel } from './load-levels.ts'

describe('load levels', () => {
  const levels = {
    eventLoop: 1 as LoadLevel,
    workers: new Map<string, LoadLevel>([
      ['w7', 3],
      ['w8', 0],
    ]),
  }

  it('concern those on the busy worker alone', () => {
    assert.equal(levelAt(levels, 'w7'), 3)
    assert.equal(levelAt(levels, 'w8'), 1)
    assert.equal(levelAt(levels, 'w9'), 1)
    assert.equal(highestLevel(levels), 3)
  })

  it('let people in while one worker has room', () => {
    assert.equal(isSaturated(levels), false)
    assert.equal(isSaturated({ eventLoop: 0, workers: new Map([['w7', 3]]) }), true)
    assert.equal(isSaturated({ eventLoop: 3, workers: new Map([['w7', 0]]) }), true)
    assert.equal(isSaturated({ eventLoop: 0, workers: new Map() }), false)
  })
})
