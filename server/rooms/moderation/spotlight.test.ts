import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createRooms, FakeConnection, joinRequest, settle, TEST_SETTINGS } from '../test-room.ts'
import { createMeeting, PROGRAM } from './test-moderation.ts'

const CAST = { Grace: 'host', Ada: 'speaker', Vera: 'viewer' } as const

describe('The spotlight of a room', () => {
  it('is told first to whoever comes, however many others there are to see', async (t) => {
    const large = { ...TEST_SETTINGS, maxParticipants: 500 }
    const { rooms, join } = createRooms(t, { maxSeats: 500, settings: large })
    const people = []
    for (let index = 0; index < 60; index += 1) people.push(await join(`Person ${index}`))
    await settle()
    const room = rooms.find('red')
    // Neither among the oldest nor among those who send anything.
    const shown = people[47]?.seat.id
    assert.ok(room && shown)
    const before = await join('Early')
    assert.equal(before.reply.whole, false)
    assert.ok(!before.reply.participants.some(({ id }) => id === shown))
    room.moderation.spotlight.set(PROGRAM, [shown])
    const { reply } = await join('Late')
    assert.equal(reply.participants[0]?.id, shown)
  })

  it('is the same after a restart, for those who come back and those who come', async (t) => {
    const first = await createMeeting(t, CAST)
    const [ada, vera] = [first.seat('Ada').id, first.seat('Vera').id]
    first.moderation.spotlight.set(first.as('Grace'), [vera, ada])
    await settle()
    first.rooms.close()
    const second = createRooms(t, { store: first.store })
    await second.rooms.restore()
    const { resumeToken } = first.person('Ada').reply
    const back = await second.rooms.join('red', new FakeConnection(), joinRequest('Ada', { resumeToken }))
    assert.deepEqual(back.reply.state, { spotlight: [vera, ada] })
    assert.deepEqual((await second.join('Zoe')).reply.state, { spotlight: [vera, ada] })
    const room = second.rooms.find('red')
    const gone = room?.participants.find(({ id }) => id === vera)
    assert.equal(gone?.connection, 'reconnecting')
    room?.moderation.spotlight.set(PROGRAM, [])
    await settle()
    assert.deepEqual(first.store.rooms.get('red')?.spotlight, [])
  })

  it('names nobody after a restart whose seat is not there any more', async (t) => {
    const first = await createMeeting(t, CAST)
    const [ada, vera] = [first.seat('Ada').id, first.seat('Vera').id]
    first.moderation.spotlight.set(first.as('Grace'), [vera, ada])
    await settle()
    first.rooms.close()
    // As if the process had been killed between the end of a seat and that of its place in the light.
    await first.store.removeSeat('red', vera)
    const second = createRooms(t, { store: first.store })
    await second.rooms.restore()
    assert.deepEqual(second.rooms.find('red')?.moderation.state, { spotlight: [ada] })
  })
})
