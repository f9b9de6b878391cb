import assert from 'node:assert/strict'
import { test } from 'node:test'
import { en } from '../../i18n/en.ts'
import { asksForPassword, doorHelp, signInPath } from './door-failure.ts'

test('whoever stands before a closed door reads what to do next', () => {
  assert.equal(doorHelp({ code: 'login_required' }).offer, 'sign-in')
  assert.equal(doorHelp({ code: 'room_reserved' }).offer, 'another-room')
  for (const code of [
    'room_closed',
    'room_locked',
    'banned',
    'invitation_invalid',
    'token_invalid',
  ] as const) {
    assert.ok(en.door.next[doorHelp({ code }).next ?? 'banned'].length > 10, code)
    assert.equal(doorHelp({ code }).next, code)
  }
  assert.deepEqual(doorHelp({ code: 'room_full' }), {})
})

test('the password is asked for when the room wants one, and when it was wrong', () => {
  assert.equal(asksForPassword({ code: 'password_required' }), true)
  assert.equal(asksForPassword({ code: 'password_wrong' }), true)
  assert.equal(asksForPassword({ code: 'room_full' }), false)
  assert.equal(asksForPassword(null), false)
})

test('signing in leads back to the room, below any prefix', () => {
  const below = (path: string): string => `/meet${path}`
  assert.equal(signInPath('/r/%EB%B0%A9', below), '/meet/auth/login?return=%2Fmeet%2Fr%2F%25EB%25B0%25A9')
})
