import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  createRooms,
  FakeConnection,
  hasCode,
  joinRequest,
  produceRequest,
  settle,
  TEST_SETTINGS,
} from './test-room.ts'

describe('Room', () => {
  it('tells of every coming and going once and in order', async (t) => {
    const { join, names, heard } = createRooms(t)
    const { room, seat } = await join('Ada')
    const bob = await join('Bob')
    room.leave(seat)
    room.leave(seat)
    bob.room.leave(bob.seat)
    assert.deepEqual(names(), [
      'roomOpened',
      'participantJoined',
      'participantJoined',
      'participantLeft',
      'participantLeft',
      'roomClosed',
    ])
    assert.deepEqual(heard.at(-1), { name: 'roomClosed', room: 'red', reason: 'empty' })
  })

  it('tells the others of a new seat, and of what its owner changes', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout', 'Date'] })
    const { join, broadcasts } = createRooms(t)
    const { room, seat } = await join('Ada')
    t.mock.timers.tick(1000)
    assert.deepEqual(
      broadcasts.map(({ change }) => change.joined.map(({ name }) => name)),
      [['Ada']],
    )
    await room.actions.rename(seat, 'Ada L.')
    await room.actions.setHand(seat, true)
    t.mock.timers.tick(1000)
    const updated = broadcasts.at(-1)?.change.updated
    assert.deepEqual(updated, [{ id: seat.id, name: 'Ada L.', handRaisedAt: seat.handRaisedAt }])
  })

  it('tells nobody of a change before it is stored', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout', 'Date'] })
    const { join, store, broadcasts, names } = createRooms(t)
    const { room, seat } = await join('Ada')
    t.mock.timers.tick(1000)
    store.gate.hold('saveSeat')
    const renamed = room.actions.rename(seat, 'Ada L.')
    t.mock.timers.tick(1000)
    assert.equal(broadcasts.length, 1, 'the store has not answered')
    assert.ok(!names().includes('participantRenamed'))
    store.gate.release('saveSeat')
    await renamed
    t.mock.timers.tick(1000)
    assert.equal(broadcasts.at(-1)?.change.updated[0]?.name, 'Ada L.')
    assert.equal(store.seats('red').get(seat.id)?.name, 'Ada L.')
  })

  it('keeps a seat for its owner, and gives it up when nobody came', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout', 'Date'] })
    const { join, store, names, rooms } = createRooms(t)
    const { room, seat, connection } = await join('Ada')
    room.connectionLost(seat, connection, { pageClosed: false })
    t.mock.timers.tick(TEST_SETTINGS.resumeGraceMs - 1)
    assert.equal(rooms.participantCount, 1)
    assert.ok(store.seats('red').has(seat.id))
    t.mock.timers.tick(1)
    assert.deepEqual(names().slice(-3), ['participantDisconnected', 'participantLeft', 'roomClosed'])
    await settleUnderMockedTimers()
    assert.equal(store.seats('red').size, 0)
    assert.deepEqual(store.emptiedRooms, ['red'])
    assert.equal(rooms.roomCount, 0)
  })

  it('asks everybody on a worker that died to begin anew, and keeps their seats', async (t) => {
    const { join, media, names, rooms } = createRooms(t)
    const ada = await join('Ada')
    const bob = await join('Bob')
    media.room.events.lost([ada.seat.id])
    assert.deepEqual(ada.connection.ended, ['media_unavailable'])
    assert.deepEqual(bob.connection.ended, [])
    assert.equal(ada.seat.media, null)
    assert.equal(media.room.peerOf(ada.seat.id).closed, true)
    assert.equal(rooms.participantCount, 2)
    assert.ok(names().includes('mediaLost'))
    const back = new FakeConnection()
    const again = await rooms.join('red', back, joinRequest('Ada', { resumeToken: ada.reply.resumeToken }))
    assert.equal(again.reply.resumed, true)
    assert.equal(again.seat, ada.seat)
    assert.equal(again.seat.connection, back)
  })

  it('ends what a seat does not read, and says so', async (t) => {
    const { join, media, heard } = createRooms(t)
    const { seat, connection } = await join('Ada')
    media.room.peerOf(seat.id).events.channelStuck('chat')
    assert.deepEqual(connection.ended, ['reads_too_slowly'])
    assert.equal(seat.media, null)
    assert.ok(heard.some((event) => event.name === 'participantStuck' && event.participantId === seat.id))
    const before = heard.length
    media.room.peerOf(seat.id).events.channelStuck('chat')
    assert.equal(heard.length, before, 'nobody is there any more who could read')
  })

  it('carries chat from the stream of a seat to everybody, once it is stored', async (t) => {
    const { join, media, store, heard } = createRooms(t)
    const { seat } = await join('Ada')
    store.gate.hold('appendMessage')
    media.room.events.messageReceived(
      seat.id,
      'chat',
      JSON.stringify({ type: 'message', clientId: 'c1', text: 'hello' }),
    )
    media.room.events.messageReceived('somebody-else', 'chat', JSON.stringify({ type: 'since', seq: 0 }))
    await settle()
    assert.equal(media.room.sent.length, 0)
    store.gate.release('appendMessage')
    await settle()
    const [relayed] = media.room.sent
    assert.equal((JSON.parse(relayed?.payload ?? '{}') as { from: string }).from, seat.id)
    assert.ok(heard.some(({ name }) => name === 'chatMessageStored'))
    assert.equal(store.rooms.get('red')?.messages.length, 1)
  })

  it('tells a page that comes while the server saves how far it does', async (t) => {
    const { rooms, join } = createRooms(t)
    rooms.setLoad({ eventLoop: 1, workers: new Map(), isFull: false })
    const { connection } = await join('Ada')
    assert.deepEqual(connection.heard('server:load'), [{ level: 1 }])
    rooms.setLoad({ eventLoop: 2, workers: new Map(), isFull: false })
    rooms.setLoad({ eventLoop: 2, workers: new Map([['w1', 1]]), isFull: false })
    assert.deepEqual(connection.heard('server:load'), [{ level: 1 }, { level: 2 }], 'only what is new')
  })

  it('ends for everybody when the server stops, and keeps the seats stored', async (t) => {
    const { rooms, join, media, store, heard } = createRooms(t)
    const { seat } = await join('Ada')
    await seat.media?.tracks.produce(produceRequest('microphone'))
    rooms.close()
    rooms.close()
    assert.equal(media.room.closed, true)
    assert.equal(media.room.peerOf(seat.id).closed, true)
    assert.deepEqual(
      heard.filter(({ name }) => name === 'roomClosed'),
      [{ name: 'roomClosed', room: 'red', reason: 'stopped' }],
    )
    assert.deepEqual([...store.seats('red').keys()], [seat.id])
    assert.deepEqual(store.emptiedRooms, [])
  })

  it('is done when it is closed: nothing that comes late runs on', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout', 'Date'] })
    const { rooms, join, media, broadcasts } = createRooms(t)
    const { seat, room } = await join('Ada')
    await seat.media?.tracks.produce(produceRequest('microphone'))
    rooms.close()
    const told = broadcasts.length
    media.room.events.levelsMeasured([{ participantId: seat.id, level: -20 }])
    media.room.events.lost([seat.id])
    room.connectionLost(seat, new FakeConnection(), { pageClosed: true })
    await room.actions.rename(seat, 'Late')
    t.mock.timers.tick(60_000)
    assert.equal(broadcasts.length, told)
    await assert.rejects(
      rooms.join('red', new FakeConnection(), joinRequest('Bob')),
      hasCode('server_draining'),
    )
  })

  it('brings seats back that were taken when the server stopped', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout', 'Date'] })
    const first = createRooms(t)
    const { seat, reply } = await first.join('Ada')
    first.rooms.close()
    const second = createRooms(t, { store: first.store })
    await second.rooms.restore()
    assert.deepEqual(second.heard[0], { name: 'roomOpened', room: 'red', restoredSeats: 1 })
    assert.equal(second.rooms.find('red')?.participants[0]?.connection, 'reconnecting')
    const back = await second.rooms.join(
      'red',
      new FakeConnection(),
      joinRequest('Ada', { resumeToken: reply.resumeToken }),
    )
    assert.deepEqual([back.reply.resumed, back.seat.id], [true, seat.id])
    t.mock.timers.tick(10 * TEST_SETTINGS.resumeGraceMs)
    assert.equal(second.rooms.participantCount, 1)
  })
})

/** Promises go on without timers. */
async function settleUnderMockedTimers(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve()
}
