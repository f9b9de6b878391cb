import assert from 'node:assert/strict'
import { test } from 'node:test'
import { TILE_PIXELS_MAX } from '../protocol/index.ts'
import { clamp, wholePixels } from './numbers.ts'

test('a value within its bounds stays, and others come to the nearer bound', () => {
  assert.equal(clamp(5, 1, 10), 5)
  assert.equal(clamp(-5, 1, 10), 1)
  assert.equal(clamp(50, 1, 10), 10)
  assert.equal(clamp(1, 1, 10), 1)
  assert.equal(clamp(Infinity, 1, 10), 10)
})

test('where bounds contradict each other the upper one counts', () => {
  assert.equal(clamp(5, 10, 1), 1)
  assert.equal(clamp(-5, 10, 1), 1)
})

test('an edge becomes whole pixels that the protocol takes', () => {
  assert.equal(wholePixels(319.5), 320)
  assert.equal(wholePixels(319.4), 319)
  assert.equal(wholePixels(0), 1)
  assert.equal(wholePixels(-3), 1)
  assert.equal(wholePixels(TILE_PIXELS_MAX + 1), TILE_PIXELS_MAX)
})
