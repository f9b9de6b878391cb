import assert from 'node:assert/strict'
import { test } from 'node:test'
import { shortcutOf, takesKeys, takesSpace, type FocusFacts } from './shortcut-keys.ts'

function press(key: string, code: string): Parameters<typeof shortcutOf>[0] {
  return { key, code, ctrlKey: false, metaKey: false, altKey: false, isComposing: false }
}

function focus(tagName: string, changes: Partial<FocusFacts> = {}): FocusFacts {
  return { tagName, type: null, role: null, isEditable: false, ...changes }
}

test('letters act, upper case and other layouts included', () => {
  assert.equal(shortcutOf(press('m', 'KeyM')), 'microphone')
  assert.equal(shortcutOf(press('V', 'KeyV')), 'camera')
  assert.equal(shortcutOf(press('ㅡ', 'KeyM')), 'microphone')
  assert.equal(shortcutOf(press('?', 'Slash')), 'help')
  assert.equal(shortcutOf(press(' ', 'Space')), 'talk')
})

test('a Latin layout keeps its own letters', () => {
  // On a French keyboard `m` stands where others have the semicolon.
  assert.equal(shortcutOf(press('m', 'Semicolon')), 'microphone')
  assert.equal(shortcutOf(press('q', 'KeyA')), undefined)
})

test('keys with modifiers belong to the browser', () => {
  assert.equal(shortcutOf({ ...press('c', 'KeyC'), ctrlKey: true }), undefined)
  assert.equal(shortcutOf({ ...press('m', 'KeyM'), metaKey: true }), undefined)
  assert.equal(shortcutOf({ ...press('m', 'KeyM'), isComposing: true }), undefined)
})

test('nothing acts while something is typed or picked', () => {
  assert.equal(takesKeys(focus('TEXTAREA')), true)
  assert.equal(takesKeys(focus('INPUT', { type: 'search' })), true)
  assert.equal(takesKeys(focus('SELECT')), true)
  assert.equal(takesKeys(focus('DIV', { isEditable: true })), true)
  assert.equal(takesKeys(focus('DIV', { role: 'menuitemradio' })), true)
  assert.equal(takesKeys(focus('BUTTON')), false)
  assert.equal(takesKeys(focus('INPUT', { type: 'checkbox' })), false)
})

test('the space bar presses a focused button, and talks everywhere else', () => {
  assert.equal(takesSpace(focus('BUTTON')), true)
  assert.equal(takesSpace(focus('BODY')), false)
  assert.equal(takesSpace(focus('DIV')), false)
})
