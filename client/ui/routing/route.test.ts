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
  assert.deepEqual(parseRoute('/r/%21%21'), { page: 'invalid-room', typed: '!!' })
  assert.deepEqual(parseRoute('/r/%E0%A4%A'), { page: 'room', room: 'e0-a4-a' })
  assert.deepEqual(parseRoute('/nothing/here'), { page: 'unknown' })
  assert.deepEqual(parseRoute('/r/'), { page: 'unknown' })
})

test('a path leads back to its room', () => {
  assert.deepEqual(parseRoute(roomPath('team-a')), { page: 'room', room: 'team-a' })
})
