import assert from 'node:assert/strict'
import { it } from 'node:test'
import type { RoomState } from '../../../protocol/index.ts'
import {
  createRooms,
  FakeConnection,
  joinRequest,
  produceRequest,
  settle,
  TEST_SETTINGS,
} from '../test-room.ts'
import { actorOf } from './target.ts'

const CROWD = 300

it('mutes a crowd in one pass: one event, one line of the log, one message to each, few to all', async (t) => {
  const states: RoomState[] = []
  const changes: unknown[] = []
  const bench = createRooms(t, {
    settings: { ...TEST_SETTINGS, maxParticipants: CROWD + 1 },
    maxSeats: CROWD + 1,
    broadcast: {
      broadcast: (_room, name, params) => {
        if (name === 'room:state') states.push(params as RoomState)
        else changes.push(params)
      },
    },
  })
  const people = []
  for (let index = 0; index <= CROWD; index += 1) {
    const connection = new FakeConnection()
    const { seat, room } = await bench.rooms.join('red', connection, joinRequest(`P${index}`))
    seat.setRole(index === 0 ? 'host' : 'speaker')
    await seat.media?.tracks.produce(produceRequest('microphone'))
    people.push({ seat, room, connection })
  }
  const [host, ...crowd] = people
  assert.ok(host)
  await settle()
  changes.length = 0
  bench.heard.length = 0
  bench.store.logs.clear()
  const before = crowd.map(({ connection }) => connection.told.length)
  const { tracks } = host.room.moderation
  const stopped = await Promise.all([
    tracks.stop(actorOf(host.seat), { source: 'microphone' }),
    tracks.stop(actorOf(host.seat), { source: 'microphone' }),
  ])
  assert.deepEqual(stopped, [CROWD, 0])
  assert.equal(bench.heard.filter(({ name }) => name === 'tracksStopped').length, 1)
  assert.equal(bench.store.logs.get('red')?.length, 1)
  assert.ok(crowd.every(({ connection }) => connection.heard('seat:moderated').length === 1))
  // What is told of a hand comes after what is told of microphones.
  await host.room.actions.setHand(host.seat, true)
  while (changes.length === 0) await settle()
  const told = crowd.map(({ connection }, index) => connection.told.length - (before[index] ?? 0))
  // What was done to it, at most what changed of those whom it looks at, and whose sound it is sent.
  assert.ok(Math.max(...told) <= 4, `one was told ${Math.max(...told)} things`)
  assert.ok(changes.length <= 2, `all were told ${changes.length} things`)
  assert.deepEqual(states, [])
  assert.ok(crowd.every(({ seat }) => seat.microphoneMuted))
})
