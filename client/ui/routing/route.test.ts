import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseRoute, roomPath } from './route.ts'

test('the root is the landing page', () => {
  assert.deepEqual(parseRoute('/'), { page: 'landing' })
})

test('a room is named canonically, however it was typed', () => {
  assert.deepEqual(parseRoute('/r/team-a'), { page: 'room', room: 'team-a' })
  assert.deepEqual(parseRoute('/r/Team%20A/'), { page: 'room', room: 'team-a' })
})

test('an unusable room name and an unknown path are told apart', () => {
  assert.deepEqual(parseRoute('/r/%21%21'), {
    page: 'invalid-room',
    typed: '!!',
    problem: { kind: 'empty' },
  })
  assert.deepEqual(parseRoute('/r/%E0%A4%A'), {
    page: 'invalid-room',
    typed: '%E0%A4%A',
    problem: { kind: 'character', character: '%' },
  })
  assert.deepEqual(parseRoute('/nothing/here'), { page: 'unknown' })
  assert.deepEqual(parseRoute('/r/'), { page: 'unknown' })
})

test('a path leads back to its room', () => {
  for (const room of ['team-a', '팀-회의', 'δοκιμή', 'می\u200cخواهم']) {
    assert.match(roomPath(room), /^\/r\/[\w%-]+$/)
    assert.deepEqual(parseRoute(roomPath(room)), { page: 'room', room })
  }
})
