import assert from 'node:assert/strict'
import { test } from 'node:test'
import { placeStyle } from './place-style.ts'

test('a place is given in reading direction, for the style sheet to turn around', () => {
  assert.deepEqual(placeStyle({ x: 10, y: 20, width: 300, height: 200 }), {
    '--x': '10px',
    '--y': '20px',
    inlineSize: 300,
    blockSize: 200,
  })
})
