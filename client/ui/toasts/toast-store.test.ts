import assert from 'node:assert/strict'
import { test } from 'node:test'
import { notify, settleToast } from './notify.ts'
import { takeSettled, takeToasts, useToasts } from './toast-store.ts'

test('toasts wait in their order and are taken once', () => {
  notify({ id: 'a', text: 'first' })
  notify({ id: 'b', text: 'second', tone: 'bad' })
  assert.deepEqual(
    takeToasts().map(({ text }) => text),
    ['first', 'second'],
  )
  assert.deepEqual(takeToasts(), [])
})

test('taking nothing wakes nobody', (t) => {
  let changes = 0
  t.after(useToasts.subscribe(() => (changes += 1)))
  takeToasts()
  assert.equal(changes, 0)
  notify({ id: 'a', text: 'first' })
  takeToasts()
  assert.equal(changes, 2)
})

test('what is seen to goes, whether it was shown or not, and comes back when it is said anew', () => {
  notify({ id: 'a', text: 'first' })
  settleToast('a')
  assert.deepEqual(takeToasts(), [])
  assert.deepEqual(takeSettled(), ['a'])
  settleToast('a')
  settleToast('a')
  notify({ id: 'a', text: 'again' })
  assert.deepEqual(takeSettled(), [])
  assert.equal(takeToasts().length, 1)
})
