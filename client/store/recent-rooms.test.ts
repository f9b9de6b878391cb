import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseRooms, RECENT_ROOMS_MAX, withoutRoom, withRoom, type RecentRoom } from './recent-rooms.ts'

test('a room that is joined again moves to the front', () => {
  let rooms: RecentRoom[] = []
  rooms = withRoom(rooms, 'alpha', 1)
  rooms = withRoom(rooms, 'beta', 2)
  rooms = withRoom(rooms, 'alpha', 3)
  assert.deepEqual(rooms, [
    { name: 'alpha', joinedAt: 3 },
    { name: 'beta', joinedAt: 2 },
  ])
})

test('the list stays short', () => {
  let rooms: RecentRoom[] = []
  for (let index = 0; index < 20; index += 1) rooms = withRoom(rooms, `room-${index}`, index)
  assert.equal(rooms.length, RECENT_ROOMS_MAX)
  assert.equal(rooms[0]?.name, 'room-19')
})

test('a room can be taken off', () => {
  assert.deepEqual(withoutRoom([{ name: 'alpha', joinedAt: 1 }], 'alpha'), [])
})

test('whatever else stands in the storage is left out', () => {
  assert.deepEqual(parseRooms(undefined), [])
  assert.deepEqual(parseRooms('{broken'), [])
  assert.deepEqual(parseRooms('{"name":"a"}'), [])
  const mixed = [{ name: 'ok', joinedAt: 1 }, { name: 'Not A Name', joinedAt: 1 }, null, 7, { name: 'x' }]
  assert.deepEqual(parseRooms(JSON.stringify(mixed)), [{ name: 'ok', joinedAt: 1 }])
})
