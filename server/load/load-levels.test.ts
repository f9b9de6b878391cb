import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { highestLevel, levelAt, type LoadLevel } from './load-levels.ts'

describe('load levels', () => {
  const levels = {
    eventLoop: 1 as LoadLevel,
    workers: new Map<string, LoadLevel>([
      ['w7', 3],
      ['w8', 0],
    ]),
    isFull: false,
  }

  it('concern those on the busy worker alone', () => {
    assert.equal(levelAt(levels, 'w7'), 3)
    assert.equal(levelAt(levels, 'w8'), 1)
    assert.equal(levelAt(levels, 'w9'), 1)
    assert.equal(highestLevel(levels), 3)
  })
})
