import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { FakeConnection } from '../test-room.ts'
import type { SeatMedia } from './seat-media.ts'
import { Seat } from './seat.ts'

function createMedia() {
  const state = { closed: 0, sent: [] as string[] }
  const media = {
    close: () => (state.closed += 1),
    tracks: { publications: [{ source: 'camera', paused: false }] },
    peer: {
      channels: {
        send: (_channel: string, payload: string) => {
          state.sent.push(payload)
          return Promise.resolve()
        },
      },
    },
  } as unknown as SeatMedia
  return { media, state }
}

const create = (): Seat => new Seat({ subchannel: 1, role: 'speaker', name: 'Ada' })

describe('Seat', () => {
  it('is not shown to anybody before it is connected, and not after it was given up', () => {
    const seat = create()
    assert.deepEqual([seat.announced, seat.isGone, seat.connection, seat.media], [false, false, null, null])
    const { media } = createMedia()
    const connection = new FakeConnection()
    seat.connect(connection, media)
    assert.deepEqual([seat.announced, seat.connection, seat.media], [true, connection, media])
    seat.giveUp()
    assert.deepEqual([seat.announced, seat.isGone, seat.connection, seat.media], [false, true, null, null])
  })

  it('closes what it had when fresh media comes, and keeps what goes on', () => {
    const seat = create()
    const [first, second] = [createMedia(), createMedia()]
    seat.connect(new FakeConnection(), first.media)
    seat.wait({ keepMedia: true })
    assert.equal(first.state.closed, 0)
    seat.resume(new FakeConnection(), first.media)
    assert.equal(first.state.closed, 0)
    seat.connect(new FakeConnection(), second.media)
    assert.equal(first.state.closed, 1)
    seat.wait({ keepMedia: false })
    assert.equal(second.state.closed, 1)
    assert.equal(seat.media, null)
  })

  it('is shown as reconnecting while it waits, with what still flows', () => {
    const seat = create()
    seat.connect(new FakeConnection(), createMedia().media)
    const connected = seat.snapshot()
    assert.equal(connected.connection, 'connected')
    seat.wait({ keepMedia: true })
    assert.deepEqual(seat.snapshot(), { ...connected, connection: 'reconnecting' })
    seat.wait({ keepMedia: false })
    assert.deepEqual(seat.snapshot().publications, [])
  })

  it('tells its owner something only while there is one', () => {
    const seat = create()
    const connection = new FakeConnection()
    seat.notify('server:load', { level: 1 })
    seat.connect(connection, createMedia().media)
    seat.notify('server:load', { level: 2 })
    seat.wait({ keepMedia: true })
    seat.notify('server:load', { level: 3 })
    assert.deepEqual(connection.heard('server:load'), [{ level: 2 }])
  })

  it('raises a hand once, and forgets when it was once it is lowered', () => {
    const seat = create()
    assert.equal(seat.setHand(false, 1), false)
    assert.equal(seat.setHand(true, 10), true)
    assert.equal(seat.setHand(true, 20), false, 'it keeps its place in the order')
    assert.equal(seat.handRaisedAt, 10)
    assert.equal(seat.setHand(false, 30), true)
    assert.equal(seat.handRaisedAt, null)
  })

  it('lets the newest join win, and none win a seat that is gone', () => {
    const seat = create()
    const first = seat.beginAttempt()
    assert.equal(first(), true)
    const second = seat.beginAttempt()
    assert.deepEqual([first(), second()], [false, true])
    seat.giveUp()
    assert.equal(second(), false)
  })

  it('counts who is on the way to it, also when an admission fails', async () => {
    const seat = create()
    const [one, other] = [Promise.withResolvers<string>(), Promise.withResolvers<string>()]
    const waiting = [seat.await(one.promise), seat.await(other.promise)]
    assert.equal(seat.isAwaited, true)
    one.reject(new Error('no worker'))
    await assert.rejects(waiting[0] ?? Promise.resolve(), /no worker/)
    assert.equal(seat.isAwaited, true)
    other.resolve('admitted')
    assert.equal(await waiting[1], 'admitted')
    assert.equal(seat.isAwaited, false)
  })

  it('hands the newest token out again to whoever never got it', () => {
    const seat = create()
    assert.equal(seat.nextTokenGeneration(), 1)
    assert.equal(seat.nextTokenGeneration(1), 2)
    assert.equal(seat.nextTokenGeneration(1), 2, 'the answer with the second one was lost')
    assert.equal(seat.nextTokenGeneration(2), 3)
    assert.equal(seat.store().tokenGeneration, 3)
  })

  it('sends messages for itself alone where its streams are open', async () => {
    const seat = create()
    await seat.sendChat('nobody there')
    const { media, state } = createMedia()
    seat.connect(new FakeConnection(), media)
    await seat.sendChat('hello')
    assert.deepEqual(state.sent, ['hello'])
  })

  it('is muted until it says otherwise, and stores what its page wants to find again', () => {
    const seat = create()
    assert.equal(seat.microphoneMuted, true)
    seat.microphoneMuted = false
    const memory = { layout: 'grid' as const, pins: [], chatReadSeq: 3 }
    seat.remember(memory)
    seat.rename('Ada L.')
    assert.deepEqual(seat.store(), {
      id: seat.id,
      subchannel: 1,
      name: 'Ada L.',
      role: 'speaker',
      handRaisedAt: null,
      microphoneMuted: false,
      stops: [],
      memory,
      tokenGeneration: 0,
      person: { account: null, devices: [], address: null, ownerGeneration: null },
    })
  })
})
