import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { FakeConnection, hasCode, joinRequest, settle, UNLIMITED_USAGE } from '../test-room.ts'
import { createMeeting } from './test-moderation.ts'

const CAST = { Grace: 'host', Bob: 'co-host', Ada: 'speaker' } as const
const device = (letter: string): { device: string } => ({ device: letter.repeat(22) })

async function setUp(t: Parameters<typeof createMeeting>[0]) {
  const meeting = await createMeeting(t, CAST)
  const remove = (actor: string, participantId: string, ban = false): Promise<void> =>
    meeting.moderation.removals.remove(meeting.as(actor), { participantId, ban })
  return { ...meeting, remove }
}

describe('Removing somebody', () => {
  it('takes the seat, tells why, and does it to those in the room alone', async (t) => {
    const { remove, seat, person, room, events, names } = await setUp(t)
    const { id } = seat('Ada')
    await remove('Bob', id)
    assert.deepEqual(person('Ada').connection.ended, ['removed'])
    assert.equal(room.size, 2)
    assert.deepEqual(names(), ['participantRemoved', 'participantLeft'])
    assert.deepEqual(
      events('participantRemoved').map(({ by, banned }) => [by.name, banned]),
      [['Bob', false]],
    )
    await assert.rejects(remove('Bob', id), hasCode('target_gone'))
    await assert.rejects(remove('Bob', seat('Grace').id), hasCode('not_allowed'))
    await assert.rejects(remove('Grace', seat('Grace').id), hasCode('not_allowed'))
    assert.equal(room.size, 2)
  })

  it('holds for whoever is just coming back, and is stored nowhere again', async (t) => {
    const { remove, seat, person, rooms, media, store, room } = await setUp(t)
    media.gate.hold('admit')
    const { resumeToken } = person('Ada').reply
    const connection = new FakeConnection()
    const returning = rooms.join('red', connection, joinRequest('Ada', { resumeToken }))
    await settle()
    await remove('Grace', seat('Ada').id)
    media.gate.open('admit')
    await assert.rejects(returning, hasCode('removed'))
    await settle()
    assert.equal(room.size, 2)
    assert.equal(store.seats('red').has(seat('Ada').id), false)
  })

  it('is told once to whoever was away, who may come as somebody new then', async (t) => {
    const { remove, seat, person, rooms, room } = await setUp(t)
    const { connection, reply } = person('Ada')
    room.connectionLost(seat('Ada'), connection, { pageClosed: false })
    await remove('Grace', seat('Ada').id)
    const request = joinRequest('Ada', { resumeToken: reply.resumeToken })
    await assert.rejects(rooms.join('red', new FakeConnection(), request), hasCode('removed'))
    const again = await rooms.join('red', new FakeConnection(), request)
    assert.equal(again.reply.resumed, false)
    assert.notEqual(again.seat.id, seat('Ada').id)
  })

  it('stores no seat again whose change was under way', async (t) => {
    const { remove, seat, store, room, media } = await setUp(t)
    media.gate.hold('produce')
    const renaming = room.actions.setHand(seat('Ada'), true)
    const { id } = seat('Ada')
    await remove('Grace', id)
    await renaming
    await room.actions.setHand(seat('Ada'), false)
    await settle()
    assert.equal(store.seats('red').has(id), false)
  })
})

describe('Banning somebody', () => {
  it('keeps a hash of the mark of the browser, or the account, and tells hosts neither', async (t) => {
    const { remove, enter, room, moderation, store, person } = await setUp(t)
    const mallory = await enter('Mallory', 'speaker', { credentials: device('m') })
    await remove('Grace', mallory.seat.id, true)
    const [stored] = store.policies.get('red')?.bans ?? []
    assert.ok(stored?.devices)
    assert.doesNotMatch(JSON.stringify(stored), /mmm/)
    assert.equal(stored.address, undefined, 'others may be behind it')
    assert.deepEqual(mallory.connection.ended, ['banned'])
    const [ban] = moderation.removals.bans
    assert.deepEqual([ban?.name, ban?.by, ban?.marks], ['Mallory', 'Grace', ['device']])
    assert.doesNotMatch(JSON.stringify(ban), new RegExp(stored.devices.join('|')))
    assert.deepEqual(person('Ada').connection.ended, [])
    assert.equal(room.size, 3)
  })

  it('uses the address of whoever shows neither, and nobody else goes because of that', async (t) => {
    const { remove, moderation, rooms, enter, room } = await setUp(t)
    const connection = new FakeConnection({ ...UNLIMITED_USAGE, address: '198.51.100.7' })
    const mallory = await rooms.join('red', connection, joinRequest('Mallory'))
    const neighbour = new FakeConnection({ ...UNLIMITED_USAGE, address: '198.51.100.7' })
    await rooms.join('red', neighbour, joinRequest('Nell', { credentials: device('n') }))
    const second = new FakeConnection({ ...UNLIMITED_USAGE, address: '198.51.100.7' })
    await rooms.join('red', second, joinRequest('Mallory again'))
    await enter('Carol', 'speaker')
    await remove('Grace', mallory.seat.id, true)
    assert.deepEqual(
      moderation.removals.bans.map(({ marks }) => marks),
      [['address']],
    )
    assert.deepEqual([connection.ended, second.ended, neighbour.ended], [['banned'], ['banned'], []])
    assert.equal(room.size, 5)
  })

  it('takes all seats of the same browser, those on the way included', async (t) => {
    const { remove, enter, rooms, media, events } = await setUp(t)
    const mallory = await enter('Mallory', 'speaker', { credentials: device('m') })
    media.gate.hold('admit')
    const coming = rooms.join('red', new FakeConnection(), joinRequest('Eve', { credentials: device('m') }))
    await settle()
    await remove('Grace', mallory.seat.id, true)
    media.gate.open('admit')
    await assert.rejects(coming, hasCode('banned'))
    assert.equal(events('participantRemoved').length, 1, 'of whom nobody has heard, nobody hears')
  })

  it('is lifted once, and lifting what is lifted does nothing', async (t) => {
    const { remove, enter, moderation, as, events, store } = await setUp(t)
    const mallory = await enter('Mallory', 'speaker', { credentials: device('m') })
    await remove('Grace', mallory.seat.id, true)
    const [ban] = moderation.removals.bans
    assert.ok(ban)
    await Promise.all([
      moderation.removals.lift(as('Grace'), ban.id),
      moderation.removals.lift(as('Bob'), ban.id),
    ])
    assert.deepEqual([moderation.removals.bans, store.policies.get('red')?.bans], [[], []])
    assert.equal(events('banLifted').length, 1)
  })
})
