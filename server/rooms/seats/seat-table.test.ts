import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ProtocolError } from '../../../protocol/index.ts'
import type { ParticipantConnection } from '../ports/connection.ts'
import type { SeatMedia } from './seat-media.ts'
import { UNLIMITED_USAGE } from '../test-room.ts'
import { SeatTable } from './seat-table.ts'
import type { Seat } from './seat.ts'

const connection: ParticipantConnection = {
  open: true,
  usage: UNLIMITED_USAGE,
  account: null,
  notify: () => undefined,
  endSession: () => undefined,
}
const media = { close: () => undefined, tracks: { publications: [] } } as unknown as SeatMedia

/** A table with people who are shown to others. */
function fill(table: SeatTable, ...names: string[]): Seat[] {
  return names.map((name) => {
    const seat = table.reserve(name, 'speaker')
    seat.connect(connection, media)
    return seat
  })
}

describe('SeatTable', () => {
  it('gives every seat an id and a number of its own', () => {
    const table = new SeatTable(1)
    const [ada, bob] = fill(table, 'Ada', 'Bob')
    assert.notEqual(ada?.id, bob?.id)
    assert.match(ada?.id ?? '', /^[\w-]{8,32}$/)
    assert.deepEqual([ada?.subchannel, bob?.subchannel], [1, 2])
  })

  it('uses no number twice, not even after everybody has left', () => {
    const table = new SeatTable(7)
    const [ada] = fill(table, 'Ada')
    assert.ok(ada && table.remove(ada))
    const [bob] = fill(table, 'Bob')
    assert.equal(bob?.subchannel, 8)
    assert.equal(table.remove(ada), false, 'it was gone already')
  })

  it('is full when the numbers of its life are used up', () => {
    const table = new SeatTable(0xffff)
    table.reserve('Last', 'speaker')
    assert.throws(
      () => table.reserve('Late', 'speaker'),
      (error: unknown) => error instanceof ProtocolError && error.code === 'room_full',
    )
    assert.equal(table.size, 1)
  })

  it('tells strangers how many are there, and no more names than may be told', () => {
    const table = new SeatTable(1)
    fill(table, 'Ada', 'Bob', 'Carol')
    table.reserve('Dan', 'speaker')
    assert.deepEqual(table.preview(2), { count: 3, names: ['Ada', 'Bob'] })
    assert.deepEqual(table.preview(0), { count: 3, names: [] })
  })

  it('shows nobody who is still joining or has gone', () => {
    const table = new SeatTable(1)
    const [ada] = fill(table, 'Ada')
    const joining = table.reserve('Bob', 'speaker')
    assert.deepEqual(
      table.participants.map(({ name }) => name),
      ['Ada'],
    )
    assert.equal(table.size, 2, 'and counts them')
    assert.equal(table.find(joining.id), joining)
    assert.equal(table.findAnnounced(joining.id), undefined)
    ada?.giveUp()
    assert.deepEqual([...table.announcedIds()], [])
  })

  it('brings seats back as they were stored', () => {
    const table = new SeatTable(9)
    const stored = {
      id: 'ada-from-before',
      subchannel: 3,
      name: 'Ada',
      role: 'host' as const,
      handRaisedAt: 12,
      microphoneMuted: false,
      stops: [],
      memory: null,
      tokenGeneration: 4,
      person: { account: 'a', devices: ['d', 'e'], address: '192.0.2.1', ownerGeneration: 7 },
    }
    const seat = table.restore(stored)
    assert.deepEqual(seat.store(), stored)
    assert.equal(table.find('ada-from-before'), seat)
    assert.equal(table.reserve('Bob', 'speaker').subchannel, 9)
  })

  it('opens a seat to its newest two tokens and to no other', () => {
    const table = new SeatTable(1)
    const [ada] = fill(table, 'Ada')
    assert.ok(ada)
    ada.nextTokenGeneration()
    ada.nextTokenGeneration(1)
    ada.nextTokenGeneration(2)
    const opens = (generation: number) => table.findClaimed({ seatId: ada.id, generation }) === ada
    assert.deepEqual([1, 2, 3, 4].map(opens), [false, true, true, false])
    assert.equal(table.findClaimed({ seatId: 'somebody', generation: 3 }), undefined)
    ada.giveUp()
    assert.equal(opens(3), false, 'a seat that is gone opens to nobody')
  })

  it('gives every seat up when the room ends', () => {
    const table = new SeatTable(1)
    const seats = fill(table, 'Ada', 'Bob')
    table.clear()
    assert.equal(table.size, 0)
    assert.ok(seats.every(({ isGone }) => isGone))
  })
})
