import assert from 'node:assert/strict'
import { it } from 'node:test'
import { assertRefused } from '../kit/assert-refused.ts'
import { startServer } from '../kit/server.ts'

it('previews a room before the join', async (t) => {
  const server = await startServer(t, { rooms: { previewNames: true } })
  const guest = await server.connect()
  assert.deepEqual(await guest.request('room:preview', { room: 'Team Meeting' }), {
    room: 'team-meeting',
    count: 0,
    names: [],
  })
  await server.join('team-meeting', 'Ada')
  await server.join('team-meeting', 'Bob')
  await server.join('elsewhere', 'Carol')
  assert.deepEqual(await guest.request('room:preview', { room: 'team meeting' }), {
    room: 'team-meeting',
    count: 2,
    names: ['Ada', 'Bob'],
  })
})

it('tells strangers no names unless the operator wants that, and then few', async (t) => {
  const open = await startServer(t, { rooms: { previewNames: true } })
  for (const name of ['Ada', 'Bob', 'Carol', 'Dan', 'Eve', 'Fay']) await open.join('demo', name)
  const reader = await open.connect()
  assert.deepEqual(await reader.request('room:preview', { room: 'demo' }), {
    room: 'demo',
    count: 6,
    names: ['Ada', 'Bob', 'Carol', 'Dan'],
  })
  const server = await startServer(t)
  await server.join('demo', 'Ada')
  const guest = await server.connect()
  assert.deepEqual(await guest.request('room:preview', { room: 'demo' }), {
    room: 'demo',
    count: 1,
    names: [],
  })
})

it('refuses more people than a room may hold, until somebody leaves', async (t) => {
  const server = await startServer(t, { rooms: { maxParticipants: 2 } })
  await server.join('demo', 'Ada')
  const bob = await server.join('demo', 'Bob')
  await assertRefused(server.join('demo', 'Carol'), 'room_full')
  await server.join('other', 'Dan')
  await bob.leave()
  await server.join('demo', 'Carol')
})

it('refuses more people than a room may hold when they come at once', async (t) => {
  const server = await startServer(t, { rooms: { maxParticipants: 3 } })
  const clients = await Promise.all(Array.from({ length: 8 }, () => server.connect()))
  const outcomes = await Promise.allSettled(
    clients.map((client) =>
      client.request('room:join', {
        room: 'demo',
        name: 'Guest',
        rtpCapabilities: client.welcome.rtpCapabilities,
      }),
    ),
  )
  assert.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 3)
  const [guest] = clients
  assert.equal((await guest?.request('room:preview', { room: 'demo' }))?.count, 3)
})

it('refuses more rooms than the server may hold, and lets people into those that exist', async (t) => {
  const server = await startServer(t, { rooms: { maxRooms: 1 } })
  const ada = await server.join('demo', 'Ada')
  await assertRefused(server.join('other', 'Bob'), 'server_full')
  await server.join('demo', 'Bob')
  const guest = await server.connect()
  assert.equal((await guest.request('room:preview', { room: 'other' })).count, 0)
  assert.ok(ada.signaling.connected)
})

it('refuses names of rooms and people that are none', async (t) => {
  const server = await startServer(t)
  const guest = await server.connect()
  const { rtpCapabilities } = guest.welcome
  for (const room of ['', '   ', '회의실 + 1', '../..', '\u0000', 'a'.repeat(65)]) {
    await assertRefused(
      guest.request('room:join', { room, name: 'Ada', rtpCapabilities }),
      'invalid_room_name',
      `room ${JSON.stringify(room)}`,
    )
    await assertRefused(guest.request('room:preview', { room }), 'invalid_room_name')
  }
  for (const name of ['', ' \u200b ', '\u202e', 'x'.repeat(65)]) {
    await assertRefused(
      guest.request('room:join', { room: 'demo', name, rtpCapabilities }),
      'invalid_display_name',
      `name ${JSON.stringify(name)}`,
    )
  }
  const ada = await server.join('other', 'Ada')
  await assertRefused(ada.signaling.request('participant:rename', { name: '\u200b' }), 'invalid_display_name')
})

it('leaves no room behind when a join is refused', async (t) => {
  const server = await startServer(t, { rooms: { maxRooms: 1 } })
  const guest = await server.connect()
  const { rtpCapabilities } = guest.welcome
  const join = (room: string, name: string) => guest.request('room:join', { room, name, rtpCapabilities })
  await assertRefused(join('first', ''), 'invalid_display_name')
  await assertRefused(join('', 'Ada'), 'invalid_room_name')
  // The first one would have taken the only place.
  assert.equal((await join('second', 'Ada')).self.name, 'Ada')
})
