import assert from 'node:assert/strict'
import { it } from 'node:test'
import { CapacityPolicy } from './capacity-policy.ts'

const REQUEST = { room: 'red', displayName: 'Ada', seatsInRoom: 0 }

function setUp(taken = 0) {
  const occupancy = { participantCount: taken }
  return { occupancy, policy: new CapacityPolicy({ maxParticipants: 3, maxSeats: 10, occupancy }) }
}

it('admits into a room with space on a server with space', () => {
  assert.deepEqual(setUp(9).policy.decide({ ...REQUEST, seatsInRoom: 2 }), { kind: 'admit', role: 'speaker' })
})

it('says whether the room or the server is full, the server first', () => {
  const { policy, occupancy } = setUp()
  assert.deepEqual(policy.decide({ ...REQUEST, seatsInRoom: 3 }), { kind: 'refuse', code: 'room_full' })
  occupancy.participantCount = 10
  assert.deepEqual(policy.decide(REQUEST), { kind: 'refuse', code: 'server_full' })
  assert.deepEqual(policy.decide({ ...REQUEST, seatsInRoom: 3 }), { kind: 'refuse', code: 'server_full' })
  occupancy.participantCount = 9
  assert.deepEqual(policy.decide(REQUEST), { kind: 'admit', role: 'speaker' })
})

it('refuses newcomers while nobody new can be served, and no longer, however much is saved', () => {
  const { policy } = setUp()
  const at = (isFull: boolean) => {
    policy.setLoad({ eventLoop: 3, workers: new Map([['w1', 3]]), isFull })
    return policy.decide(REQUEST).kind
  }
  assert.equal(at(true), 'refuse')
  assert.equal(at(false), 'admit')
})
