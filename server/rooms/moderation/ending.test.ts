import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { FakeConnection, hasCode, joinRequest, settle } from '../test-room.ts'
import { createMeeting, PROGRAM } from './test-moderation.ts'

async function setUp(t: TestContext) {
  t.mock.timers.enable({ apis: ['setTimeout', 'Date'], now: 1_000_000 })
  return await createMeeting(t, { Grace: 'host', Hedy: 'host', Ada: 'speaker' })
}

describe('The end of a meeting', () => {
  it('comes after the countdown, for everybody, and of it nothing is left but the chat', async (t) => {
    const { moderation, as, states, person, store, rooms, room, events } = await setUp(t)
    moderation.ending.set(as('Grace'), 30)
    const by = { id: as('Grace').id, name: 'Grace' }
    assert.deepEqual(states, [{ ending: { inMs: 30_000, by } }])
    t.mock.timers.tick(29_999)
    assert.equal(room.closed, false)
    assert.deepEqual(moderation.state, { ending: { inMs: 1, by } })
    t.mock.timers.tick(1)
    for (const name of ['Grace', 'Hedy', 'Ada'])
      assert.deepEqual(person(name).connection.ended, ['room_ended'])
    assert.deepEqual([room.closed, rooms.find('red')], [true, undefined])
    assert.deepEqual(
      events('roomClosed').map(({ reason }) => reason),
      ['ended'],
    )
    assert.deepEqual(store.emptiedRooms, ['red'])
  })

  it('is called off, once', async (t) => {
    const { moderation, as, states, room, events } = await setUp(t)
    moderation.ending.set(as('Grace'), 30)
    moderation.ending.set(as('Hedy'), null)
    moderation.ending.set(as('Grace'), null)
    t.mock.timers.tick(60_000)
    assert.equal(room.closed, false)
    assert.deepEqual(states.at(-1), {})
    assert.deepEqual(
      events('roomEnding').map(({ at, by }) => [at, by.name]),
      [
        [1_030_000, 'Grace'],
        [null, 'Hedy'],
      ],
    )
  })

  it('comes earlier when somebody says so, and not later', async (t) => {
    const { moderation, as, states, room, events } = await setUp(t)
    moderation.ending.set(as('Grace'), 60)
    moderation.ending.set(as('Hedy'), 60)
    moderation.ending.set(as('Hedy'), 300)
    assert.equal(states.length, 1)
    moderation.ending.set(as('Hedy'), 10)
    assert.deepEqual(
      events('roomEnding').map(({ at }) => at),
      [1_060_000, 1_010_000],
    )
    moderation.ending.set(PROGRAM, 0)
    assert.equal(room.closed, true)
    t.mock.timers.tick(60_000)
    assert.equal(events('roomClosed').length, 1)
  })

  it('is told to those on the way and to those who were away', async (t) => {
    const { moderation, as, rooms, media, room, seat, person } = await setUp(t)
    room.connectionLost(seat('Ada'), person('Ada').connection, { pageClosed: false })
    media.gate.hold('admit')
    const coming = rooms.join('red', new FakeConnection(), joinRequest('Bob'))
    await settle()
    moderation.ending.set(as('Grace'), 0)
    media.gate.open('admit')
    await assert.rejects(coming, hasCode('room_ended'))
    const { resumeToken } = person('Ada').reply
    await assert.rejects(
      rooms.join('red', new FakeConnection(), joinRequest('Ada', { resumeToken })),
      hasCode('room_ended'),
    )
    const next = await rooms.join('red', new FakeConnection(), joinRequest('Ada', { resumeToken }))
    assert.notEqual(next.room, room)
  })

  it('does not come any more when everybody has left before', async (t) => {
    const { moderation, as, room, seat, events } = await setUp(t)
    moderation.ending.set(as('Grace'), 30)
    for (const name of ['Grace', 'Hedy', 'Ada']) room.leave(seat(name))
    t.mock.timers.tick(60_000)
    assert.deepEqual(
      events('roomClosed').map(({ reason }) => reason),
      ['empty'],
    )
  })
})
