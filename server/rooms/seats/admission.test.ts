import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { ProtocolError } from '../../../protocol/index.ts'
import {
  createRooms,
  FakeConnection,
  hasCode,
  joinRequest,
  produceRequest,
  settle,
  TEST_SETTINGS,
} from '../test-room.ts'
import type { AdmissionDecision } from './admission-policy.ts'
import { Admission } from './admission.ts'

/** Ada is inside; she can come back with what her page holds. */
async function setUp(t: TestContext) {
  const bench = createRooms(t)
  const ada = await bench.join('Ada')
  const comeBack = (part: { token?: string; keep?: boolean } = {}) => {
    const connection = new FakeConnection()
    const joined = bench.rooms.join(
      'red',
      connection,
      joinRequest('Ada', {
        resumeToken: part.token ?? ada.reply.resumeToken,
        ...(part.keep
          ? { kept: { consumerIds: [], producerIds: ada.seat.media?.tracks.producerIds ?? [] } }
          : {}),
      }),
    )
    return { connection, joined }
  }
  return { ...bench, ada, comeBack }
}

describe('Admission', () => {
  it('gives a new seat, a token and the way to send and receive', async (t) => {
    const { ada, media, store } = await setUp(t)
    const { reply, seat, connection } = ada
    const peer = media.room.peerOf(seat.id)
    assert.equal(reply.resumed, false)
    assert.equal(reply.self.id, seat.id)
    assert.deepEqual(reply.transports, peer.transports.options)
    assert.deepEqual([reply.participants, reply.participantCount], [[], 0])
    assert.equal(seat.connection, connection)
    assert.equal(store.seats('red').get(seat.id)?.tokenGeneration, 1)
  })

  it('stores the seat before anybody can show its token', async (t) => {
    const { rooms, store } = createRooms(t)
    store.gate.hold('saveSeat')
    let answered = false
    const joining = rooms
      .join('red', new FakeConnection(), joinRequest('Ada'))
      .finally(() => (answered = true))
    await settle()
    assert.equal(answered, false)
    assert.deepEqual(rooms.find('red')?.participants, [], 'nobody hears of it either')
    store.gate.release('saveSeat')
    const { seat } = await joining
    assert.ok(store.seats('red').has(seat.id))
  })

  it('gives the seat back with fresh media, and closes what it had', async (t) => {
    const { ada, comeBack, media, rooms, heard } = await setUp(t)
    const former = media.room.peerOf(ada.seat.id)
    const { connection, joined } = comeBack()
    const { seat, reply } = await joined
    assert.equal(seat, ada.seat)
    assert.equal(seat.connection, connection)
    assert.deepEqual(ada.connection.ended, ['seat_taken'])
    assert.equal(former.closed, true)
    assert.equal(media.room.peerOf(seat.id).closed, false)
    assert.notEqual(reply.resumeToken, ada.reply.resumeToken)
    assert.equal(rooms.participantCount, 1)
    assert.ok(heard.some((event) => event.name === 'participantReturned' && !event.keptMedia))
  })

  it('goes on with the media that the page still holds', async (t) => {
    const { ada, comeBack, media, heard } = await setUp(t)
    const tracks = ada.seat.media?.tracks
    const microphone = await tracks?.produce(produceRequest('microphone'))
    const { joined } = comeBack({ keep: true })
    const { reply, seat } = await joined
    assert.equal(media.room.peers.length, 1, 'no new transports')
    assert.deepEqual(reply.producerIds, [microphone])
    assert.equal(seat.media?.tracks, tracks)
    assert.ok(heard.some((event) => event.name === 'participantReturned' && event.keptMedia))
  })

  it('lets the newer of two joins have the seat, whichever is answered first', async (t) => {
    const { ada, comeBack, media } = await setUp(t)
    media.gate.hold('admit')
    const older = comeBack()
    const newer = comeBack()
    await settle()
    assert.deepEqual(media.gate.waiting, ['admit', 'admit'])
    media.gate.release('admit')
    await assert.rejects(older.joined, hasCode('seat_taken'))
    media.gate.release('admit')
    const { seat } = await newer.joined
    assert.equal(seat, ada.seat)
    assert.equal(seat.connection, newer.connection)
    assert.equal(
      media.room.peers.filter(({ closed }) => !closed).length,
      1,
      'nothing of the older one is left',
    )
  })

  it('leaves the seat to whoever holds it when a join of it fails', async (t) => {
    const { ada, comeBack, media } = await setUp(t)
    media.gate.hold('admit')
    const { joined } = comeBack()
    await settle()
    media.gate.release('admit', new ProtocolError('media_unavailable'))
    await assert.rejects(joined, hasCode('media_unavailable'))
    assert.equal(ada.seat.connection, ada.connection)
    assert.deepEqual(ada.connection.ended, [])
    assert.equal(ada.seat.media !== null, true)
  })

  it('asks to begin anew when the worker died while the way back was stored', async (t) => {
    const { ada, comeBack, media, store, rooms } = await setUp(t)
    store.gate.hold('saveSeat')
    const { joined } = comeBack({ keep: true })
    await settle()
    media.room.events.lost([ada.seat.id])
    store.gate.release('saveSeat')
    await assert.rejects(joined, hasCode('media_unavailable'))
    assert.equal(rooms.participantCount, 1, 'the seat waits for the next attempt')
    assert.equal(ada.seat.isGone, false)
  })

  it('gives no seat back that expired before anybody asked, and a new one instead', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] })
    const { ada, comeBack, join } = await setUp(t)
    await join('Bob')
    ada.room.connectionLost(ada.seat, ada.connection, { pageClosed: false })
    t.mock.timers.tick(TEST_SETTINGS.resumeGraceMs)
    const { seat, reply } = await comeBack().joined
    assert.notEqual(seat.id, ada.seat.id)
    assert.equal(reply.resumed, false)
  })

  it('does not let a seat expire while its owner is being admitted', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] })
    const { ada, comeBack, media } = await setUp(t)
    ada.room.connectionLost(ada.seat, ada.connection, { pageClosed: true })
    media.gate.hold('admit')
    const { joined } = comeBack()
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve()
    t.mock.timers.tick(10 * TEST_SETTINGS.resumeGraceMs)
    assert.equal(ada.seat.isGone, false)
    media.gate.release('admit')
    assert.equal((await joined).seat, ada.seat)
    t.mock.timers.tick(10 * TEST_SETTINGS.resumeGraceMs)
    assert.equal(ada.seat.isGone, false)
  })

  it('closes what was opened for a seat that was given up meanwhile', async (t) => {
    const { ada, comeBack, media, join } = await setUp(t)
    await join('Bob')
    media.gate.hold('admit')
    const { joined } = comeBack()
    await settle()
    ada.room.leave(ada.seat)
    media.gate.release('admit')
    await assert.rejects(joined, hasCode('media_unavailable'))
    assert.equal(media.room.peerOf(ada.seat.id).closed, true)
  })

  it('refuses tokens of other seats, other rooms and other signatures like no token', async (t) => {
    const { ada, rooms, comeBack } = await setUp(t)
    const [, generation = '', signature = ''] = ada.reply.resumeToken.split('.')
    const forged = `somebody-else.${generation}.${signature}`
    assert.notEqual((await comeBack({ token: forged }).joined).seat, ada.seat)
    const elsewhere = await rooms.join(
      'blue',
      new FakeConnection(),
      joinRequest('Ada', { resumeToken: ada.reply.resumeToken }),
    )
    assert.equal(elsewhere.reply.resumed, false)
  })

  it('lets a seat wait whose connection broke during the join', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] })
    const { rooms, media } = createRooms(t)
    media.gate.hold('admit')
    const connection = new FakeConnection()
    const joining = rooms.join('red', connection, joinRequest('Ada'))
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve()
    connection.open = false
    media.gate.release('admit')
    const { seat } = await joining
    assert.equal(seat.connection, null)
    t.mock.timers.tick(TEST_SETTINGS.pageCloseGraceMs)
    assert.equal(seat.isGone, true, 'whoever came anew has nothing to come back for')
  })
})

describe('an admission policy that makes people wait', () => {
  /** An admission whose policy waits for the test. */
  function setUpDoor() {
    const decided = Promise.withResolvers<AdmissionDecision>()
    let reserved = 0
    const admission = new Admission({
      room: 'red',
      seats: {
        size: 0,
        reserve: () => {
          reserved += 1
          throw new ProtocolError('room_full')
        },
      },
      policy: { decide: () => ({ kind: 'wait', decided: decided.promise }) },
    } as unknown as ConstructorParameters<typeof Admission>[0])
    const connection = new FakeConnection()
    return {
      connection,
      decide: decided.resolve,
      joining: admission.join(connection, joinRequest('Ada')),
      reserved: () => reserved,
    }
  }

  it('takes no seat before somebody has decided, and then does what was decided', async () => {
    const admitted = setUpDoor()
    await settle()
    assert.equal(admitted.reserved(), 0)
    admitted.decide({ kind: 'admit', role: 'speaker' })
    await assert.rejects(admitted.joining, hasCode('room_full'), 'the seat was asked for')
    assert.equal(admitted.reserved(), 1)
    const refused = setUpDoor()
    refused.decide({ kind: 'refuse', code: 'policy_refused' })
    await assert.rejects(refused.joining, hasCode('policy_refused'))
    assert.equal(refused.reserved(), 0)
  })

  it('takes no seat for somebody who has gone away meanwhile', async () => {
    const { connection, decide, joining, reserved } = setUpDoor()
    connection.open = false
    decide({ kind: 'admit', role: 'speaker' })
    await assert.rejects(joining, hasCode('not_joined'))
    assert.equal(reserved(), 0)
  })
})
