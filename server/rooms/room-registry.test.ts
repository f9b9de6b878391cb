import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ProtocolError } from '../../protocol/index.ts'
import { createRooms, FakeConnection, hasCode, joinRequest, settle, TEST_SETTINGS } from './test-room.ts'

describe('RoomRegistry', () => {
  it('loads a room once for all who come while it is loaded', async (t) => {
    const { rooms, store, join, names } = createRooms(t)
    store.gate.hold('load')
    const joins = [join('Ada'), join('Bob'), join('Eve')]
    await settle()
    assert.deepEqual(store.gate.waiting, ['load'])
    store.gate.release('load')
    const joined = await Promise.all(joins)
    assert.equal(new Set(joined.map(({ room }) => room)).size, 1)
    assert.equal(rooms.participantCount, 3)
    assert.equal(names().filter((name) => name === 'roomOpened').length, 1)
  })

  it('counts rooms that are being loaded against the limit', async (t) => {
    const { store, join } = createRooms(t, { maxRooms: 2 })
    store.gate.hold('load')
    const joins = [join('Ada', 'red'), join('Bob', 'blue')]
    await assert.rejects(join('Eve', 'green'), hasCode('server_full'))
    await settle()
    store.gate.release('load')
    store.gate.release('load')
    await Promise.all(joins)
    await assert.rejects(join('Eve', 'green'), hasCode('server_full'))
    await join('Eve', 'red')
  })

  it('opens a room anew for whoever waited beside somebody who was refused', async (t) => {
    const { rooms, store, media, join } = createRooms(t)
    store.gate.hold('load')
    media.gate.hold('admit')
    const refused = join('Ada')
    await settle()
    store.gate.release('load')
    await settle()
    const late = join('Bob')
    media.gate.release('admit', new ProtocolError('unsupported_media'))
    await assert.rejects(refused, hasCode('unsupported_media'))
    await settle()
    media.gate.release('admit')
    const { room } = await late
    assert.equal(rooms.find('red'), room)
    assert.equal(room.closed, false)
    assert.equal(rooms.participantCount, 1)
  })

  it('leaves nothing behind of a room that could not be loaded', async (t) => {
    const { rooms, store, join } = createRooms(t)
    store.gate.hold('load')
    const joins = [join('Ada'), join('Bob')]
    await settle()
    store.gate.release('load', new Error('no database'))
    for (const one of joins) await assert.rejects(one, /no database/)
    assert.equal(rooms.roomCount, 0)
    const again = join('Ada')
    await settle()
    store.gate.release('load')
    await again
    assert.equal(rooms.roomCount, 1)
  })

  it('leaves nothing behind of a room whose first participant was refused', async (t) => {
    const { rooms, media, store, join, names } = createRooms(t)
    media.gate.hold('admit')
    const refused = join('Ada')
    await settle()
    media.gate.release('admit', new ProtocolError('media_unavailable'))
    await assert.rejects(refused, hasCode('media_unavailable'))
    assert.deepEqual([rooms.roomCount, rooms.participantCount, media.room.closed], [0, 0, true])
    assert.deepEqual(names(), ['roomOpened', 'roomClosed'])
    assert.deepEqual(store.emptiedRooms, [], 'the chat of an earlier meeting keeps its time')
    await settle()
    assert.equal(store.seats('red').size, 0)
  })

  it('refuses more people than the server may hold, and lets owners back in', async (t) => {
    const { rooms, join } = createRooms(t, { maxSeats: 2 })
    const ada = await join('Ada', 'red')
    await join('Bob', 'blue')
    await assert.rejects(join('Eve', 'red'), hasCode('server_full'))
    await assert.rejects(
      rooms.join('red', new FakeConnection(), joinRequest('Eve', { resumeToken: 'made up' })),
      hasCode('server_full'),
    )
    const back = await rooms.join(
      'red',
      new FakeConnection(),
      joinRequest('Ada', { resumeToken: ada.reply.resumeToken }),
    )
    assert.equal(back.seat, ada.seat)
  })

  it('refuses more people than a room may hold, also when they come at once', async (t) => {
    const { join, rooms } = createRooms(t, { settings: { ...TEST_SETTINGS, maxParticipants: 3 } })
    const results = await Promise.allSettled(
      ['Ada', 'Bob', 'Eve', 'Mallory', 'Trent'].map((name) => join(name)),
    )
    assert.equal(results.filter(({ status }) => status === 'fulfilled').length, 3)
    for (const result of results)
      if (result.status === 'rejected') assert.ok(hasCode('room_full')(result.reason))
    assert.equal(rooms.participantCount, 3)
  })

  it('drains: no new rooms, the old ones go on, and it says when the last one ended', async (t) => {
    const { rooms, join } = createRooms(t)
    const { room, seat } = await join('Ada')
    let drained = 0
    rooms.drain(() => (drained += 1))
    await assert.rejects(join('Bob', 'blue'), hasCode('server_draining'))
    const bob = await join('Bob', 'red')
    room.leave(seat)
    assert.equal(drained, 0)
    room.leave(bob.seat)
    assert.equal(drained, 1)
  })

  it('is drained at once when nobody is there, and not while a room is being loaded', async (t) => {
    let drained = 0
    createRooms(t).rooms.drain(() => (drained += 1))
    assert.equal(drained, 1)
    const { rooms, store, join } = createRooms(t)
    store.gate.hold('load')
    const joining = join('Ada')
    await settle()
    rooms.drain(() => (drained += 1))
    assert.equal(drained, 1, 'somebody is on the way in')
    store.gate.release('load')
    const { room, seat } = await joining
    room.leave(seat)
    assert.equal(drained, 2)
  })

  it('lets nobody into a room that was loaded when the server had stopped already', async (t) => {
    const { rooms, store, join } = createRooms(t)
    store.gate.hold('load')
    const joining = join('Ada')
    await settle()
    rooms.close()
    store.gate.release('load')
    await assert.rejects(joining, hasCode('server_draining'))
    assert.equal(rooms.roomCount, 0)
  })
})
