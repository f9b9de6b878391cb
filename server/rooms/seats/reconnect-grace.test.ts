import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import type { ErrorCode } from '../../../protocol/index.ts'
import type { ParticipantConnection } from '../ports/connection.ts'
import { ReconnectGrace } from './reconnect-grace.ts'
import type { SeatMedia } from './seat-media.ts'
import { UNLIMITED_USAGE } from '../test-room.ts'
import { Seat } from './seat.ts'

const SETTINGS = { resumeGraceMs: 1000, pageCloseGraceMs: 200 }

function createConnection() {
  const ended: ErrorCode[] = []
  const connection: ParticipantConnection = {
    open: true,
    usage: UNLIMITED_USAGE,
    account: null,
    notify: () => undefined,
    endSession: (code) => void ended.push(code),
  }
  return { connection, ended }
}

/** A seat with its owner, media that counts how often it was closed, and a clock of the test. */
function setUp(t: TestContext) {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const expired: Seat[] = []
  const told: string[] = []
  const events: unknown[] = []
  const grace = new ReconnectGrace({
    settings: SETTINGS,
    roster: { updated: (id, field) => void told.push(`${id}.${field}`) },
    events: { emit: (name, details) => void events.push({ name, ...details }) },
    seats: { expire: (seat) => void expired.push(seat) },
  })
  const seat = new Seat({ id: 'ada', subchannel: 1, role: 'host', name: 'Ada' })
  let closed = 0
  const media = { close: () => (closed += 1), tracks: { publications: [] } } as unknown as SeatMedia
  const { connection, ended } = createConnection()
  seat.connect(connection, media)
  return {
    grace,
    seat,
    media,
    connection,
    ended,
    expired,
    told,
    events,
    closed: () => closed,
    pass: (ms: number) => t.mock.timers.tick(ms),
  }
}

describe('ReconnectGrace', () => {
  it('keeps the media of a broken connection until the seat expires', (t) => {
    const { grace, seat, media, connection, told, events, expired, closed, pass } = setUp(t)
    grace.connectionLost(seat, connection, { pageClosed: false })
    assert.equal(seat.connection, null)
    assert.equal(seat.media, media)
    assert.equal(closed(), 0)
    assert.deepEqual(told, ['ada.connection'])
    assert.deepEqual(events, [{ name: 'participantDisconnected', participantId: 'ada', pageClosed: false }])
    pass(SETTINGS.resumeGraceMs - 1)
    assert.deepEqual(expired, [])
    pass(1)
    assert.deepEqual(expired, [seat])
  })

  it('ends the media of a page that went away, and waits a shorter time', (t) => {
    const { grace, seat, connection, told, expired, closed, pass } = setUp(t)
    grace.connectionLost(seat, connection, { pageClosed: true })
    assert.equal(seat.media, null)
    assert.equal(closed(), 1)
    assert.deepEqual(told, ['ada.connection', 'ada.publications'])
    pass(SETTINGS.pageCloseGraceMs)
    assert.deepEqual(expired, [seat])
  })

  it('ignores the end of a connection that does not hold the seat any more', (t) => {
    const { grace, seat, connection, events, told } = setUp(t)
    grace.connectionLost(seat, createConnection().connection, { pageClosed: true })
    assert.equal(seat.connection, connection)
    assert.deepEqual([events, told], [[], []])
  })

  it('tells whoever is evicted, and keeps the media for the one who comes', (t) => {
    const { grace, seat, media, ended, expired, pass } = setUp(t)
    grace.evict(seat)
    assert.deepEqual(ended, ['seat_taken'])
    assert.equal(seat.media, media)
    grace.evict(seat)
    assert.deepEqual(ended, ['seat_taken'], 'nobody is left to be evicted')
    grace.end(seat)
    pass(10 * SETTINGS.resumeGraceMs)
    assert.deepEqual(expired, [], 'its owner is back')
  })

  it('gives the owner of lost media the reason and the whole time', (t) => {
    const { grace, seat, ended, expired, closed, pass } = setUp(t)
    grace.endMedia(seat, 'media_unavailable')
    assert.deepEqual(ended, ['media_unavailable'])
    assert.equal(closed(), 1)
    pass(SETTINGS.resumeGraceMs - 1)
    assert.deepEqual(expired, [])
    pass(1)
    assert.deepEqual(expired, [seat])
  })

  it('begins the time anew when a seat breaks once more, and never expires it twice', (t) => {
    const { grace, seat, connection, expired, pass } = setUp(t)
    grace.connectionLost(seat, connection, { pageClosed: true })
    pass(SETTINGS.pageCloseGraceMs - 1)
    grace.endMedia(seat, 'media_unavailable')
    pass(SETTINGS.resumeGraceMs - 1)
    assert.deepEqual(expired, [])
    pass(10 * SETTINGS.resumeGraceMs)
    assert.deepEqual(expired, [seat])
  })

  it('lets no seat expire whose owner is being admitted at that moment', async (t) => {
    const { grace, seat, expired, pass } = setUp(t)
    grace.restored(seat)
    const admission = Promise.withResolvers<void>()
    const admitted = seat.await(admission.promise)
    pass(5 * SETTINGS.resumeGraceMs)
    assert.deepEqual(expired, [], 'gone in the middle of an admission')
    admission.resolve()
    await admitted
    pass(499)
    assert.deepEqual(expired, [])
    pass(1)
    assert.deepEqual(expired, [seat])
  })

  it('expires nothing once the room has ended', (t) => {
    const { grace, seat, expired, pass } = setUp(t)
    grace.restored(seat)
    grace.close()
    pass(10 * SETTINGS.resumeGraceMs)
    assert.deepEqual(expired, [])
  })
})
