import assert from 'node:assert/strict'
import { it } from 'node:test'
import type { LoadLevel } from '../load/load-levels.ts'
import { CapacityPolicy } from './capacity-policy.ts'

const REQUEST = { room: 'red', displayName: 'Ada', seatsInRoom: 0 }

function setUp(taken = 0) {
  const occupancy = { participantCount: taken }
  return { occupancy, policy: new CapacityPolicy({ maxParticipants: 3, maxSeats: 10, occupancy }) }
}

it('admits into a room with space on a server with space', () => {
  assert.deepEqual(setUp(9).policy.decide({ ...REQUEST, seatsInRoom: 2 }), { kind: 'admit' })
})

it('says whether the room or the server is full, the server first', () => {
  const { policy, occupancy } = setUp()
  assert.deepEqual(policy.decide({ ...REQUEST, seatsInRoom: 3 }), { kind: 'refuse', code: 'room_full' })
  occupancy.participantCount = 10
  assert.deepEqual(policy.decide(REQUEST), { kind: 'refuse', code: 'server_full' })
  assert.deepEqual(policy.decide({ ...REQUEST, seatsInRoom: 3 }), { kind: 'refuse', code: 'server_full' })
  occupancy.participantCount = 9
  assert.deepEqual(policy.decide(REQUEST), { kind: 'admit' })
})

it('refuses newcomers while no worker has power to spare, and no longer', () => {
  const { policy } = setUp()
  const load = (eventLoop: LoadLevel, ...workers: LoadLevel[]) => {
    policy.setLoad({ eventLoop, workers: new Map(workers.map((level, index) => [`w${index + 1}`, level])) })
    return policy.decide(REQUEST).kind
  }
  assert.equal(load(3, 0, 0), 'refuse', 'the event loop is everybody’s')
  assert.equal(load(2, 3, 2), 'admit', 'one worker with room is enough')
  assert.equal(load(0, 3, 3), 'refuse')
  assert.equal(load(0, 3, 0), 'admit')
})
