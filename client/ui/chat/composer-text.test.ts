import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CHAT_TEXT_MAX } from '../../../protocol/limits.ts'
import { isSendKey, measureText } from './composer-text.ts'

const enter = { key: 'Enter', shiftKey: false, keyCode: 13, isComposing: false }

test('Enter sends, Shift+Enter starts a new line', () => {
  assert.equal(isSendKey(enter), true)
  assert.equal(isSendKey({ ...enter, shiftKey: true }), false)
  assert.equal(isSendKey({ ...enter, key: 'a' }), false)
})

test('Enter that completes a syllable does not send, in Chrome and in Safari', () => {
  assert.equal(isSendKey({ ...enter, isComposing: true }), false)
  assert.equal(isSendKey({ ...enter, keyCode: 229 }), false)
})

test('the rest is counted near the limit only', () => {
  assert.deepEqual(measureText('hello'), { left: CHAT_TEXT_MAX - 5, isNear: false, isOver: false })
  assert.equal(measureText('x'.repeat(CHAT_TEXT_MAX - 100)).isNear, true)
  assert.equal(measureText('x'.repeat(CHAT_TEXT_MAX)).isOver, false)
  assert.equal(measureText('x'.repeat(CHAT_TEXT_MAX + 1)).isOver, true)
})

test('white space around the text does not count', () => {
  assert.equal(measureText(`  ${'x'.repeat(CHAT_TEXT_MAX)}\n`).isOver, false)
})
