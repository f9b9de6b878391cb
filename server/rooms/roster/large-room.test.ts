import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import type { NotificationParams } from '../../../protocol/index.ts'
import { createParticipant } from '../../../protocol/test-participant.ts'
import type { TestPage } from './test-page.ts'
import { mockClock, TestRoom } from './test-roster.ts'

function setUp(t: TestContext, size: number) {
  const tick = mockClock(t)
  const room = new TestRoom()
  const host = room.join('host', { role: 'host' })
  const guests = room.crowd(size - 1)
  tick(3000)
  t.after(() => room.roster.close())
  return { tick, room, host, guests }
}

/** What a page is told while something happens: how much, and what. */
function toldWhile(page: TestPage, act: () => void) {
  const before = page.heard.length
  act()
  const messages = page.heard.slice(before).map(({ params }) => params as NotificationParams<'room:changed'>)
  return { messages, bytes: messages.reduce((sum, message) => sum + JSON.stringify(message).length, 0) }
}

describe('a large room', () => {
  it('tells each the same of those who come and go, however many there are', (t) => {
    const told = [40, 400].map((size) => {
      const { room, tick, guests } = setUp(t, size)
      const [page] = guests
      assert.ok(page)
      const during = toldWhile(page, () => {
        for (let second = 0; second < 20; second += 1) {
          for (let index = 0; index < 5; index += 1) {
            room.join(`new-${second}-${index}`)
            tick(200)
          }
        }
        tick(3000)
      })
      assert.equal(page.count, size + 100)
      t.mock.reset()
      return during
    })
    const [small, large] = told
    assert.ok(small && large)
    assert.ok(large.messages.length <= 12, `${large.messages.length} messages in 20 s`)
    // The digits of the count.
    assert.ok(large.bytes <= small.bytes + 12, `${large.bytes} bytes instead of ${small.bytes}`)
    assert.ok(large.bytes < 1500, `${large.bytes} bytes for 100 joins`)
  })

  it('tells everybody of a raised hand and of a host, and those alone of others who attend to them', (t) => {
    const { room, tick, guests } = setUp(t, 50)
    const [looker, other] = guests
    assert.ok(looker && other)
    room.roster.attend('guest-0', 'view', ['guest-20'])
    tick(200)
    const act = (): void => {
      room.update('guest-20', { name: 'Renamed' })
      tick(200)
    }
    assert.equal(toldWhile(other, act).messages.length, 0)
    assert.equal(looker.known.get('guest-20')?.name, 'Renamed')
    room.update('guest-20', { handRaisedAt: 5 })
    room.update('host', { name: 'Chair' })
    tick(200)
    for (const page of guests.filter(({ id }) => id !== 'guest-20')) {
      assert.equal(page.known.get('guest-20')?.handRaisedAt, 5)
      assert.equal(page.known.get('host')?.name, 'Chair')
    }
  })

  it('takes a change to many who attend as one message', (t) => {
    const { room, tick, guests } = setUp(t, 100)
    for (const { id } of guests) room.roster.attend(id, 'view', ['guest-7'])
    tick(200)
    room.update('guest-7', { name: 'Seven' })
    const messages = new Set<object>()
    t.mock.method(globalThis, 'structuredClone', <T extends object>(value: T): T => {
      messages.add(value)
      return value
    })
    tick(200)
    assert.equal(messages.size, 1)
    assert.ok(
      [...messages].every((message) => Object.isFrozen(message)),
      'it is encoded for each of them',
    )
    assert.ok(guests.every(({ id, known }) => id === 'guest-7' || known.get('guest-7')?.name === 'Seven'))
  })

  it('says of somebody who was shown that they left, also when the page looks away in that moment', (t) => {
    const { room, tick, guests } = setUp(t, 50)
    const [page] = guests
    assert.ok(page)
    room.roster.attend('guest-0', 'received', ['guest-9'])
    tick(200)
    const { messages } = toldWhile(page, () => {
      room.leave('guest-9')
      room.roster.attend('guest-0', 'received', ['guest-10'])
      tick(200)
    })
    assert.deepEqual(
      messages.flatMap(({ left }) => left),
      ['guest-9'],
    )
    assert.deepEqual(
      messages.flatMap(({ forgotten = [] }) => forgotten),
      [],
    )
  })

  it('begins anew for a page that comes back, also when it looked away shortly before', (t) => {
    const { room, tick, guests } = setUp(t, 50)
    const [page] = guests
    assert.ok(page)
    room.roster.attend('guest-0', 'view', ['guest-9'])
    tick(200)
    room.disconnect('guest-0')
    tick(200)
    room.roster.attend('guest-0', 'view', [])
    room.return('guest-0')
    assert.deepEqual([...page.known.keys()], ['host'])
    room.roster.attend('guest-0', 'view', ['guest-9'])
    tick(200)
    assert.deepEqual([...page.known.keys()].sort(), ['guest-9', 'host'])
  })

  it('does not go back and forth between small and large', (t) => {
    const { room, tick, host } = setUp(t, 32)
    assert.equal(host.whole, true)
    const { messages } = toldWhile(host, () => {
      for (let round = 0; round < 10; round += 1) {
        room.join('one-more')
        tick(200)
        room.leave('one-more')
        tick(200)
      }
    })
    assert.deepEqual(
      messages.flatMap(({ whole }) => whole ?? []),
      [false],
    )
    for (let index = 0; index < 8; index += 1) room.leave(`guest-${index}`)
    tick(3000)
    assert.deepEqual([host.whole, host.known.size], [true, 23])
  })

  it('tells a room of before a restart nothing until somebody is there', (t) => {
    const tick = mockClock(t)
    const room = new TestRoom()
    for (let index = 0; index < 50; index += 1) {
      room.people.set(`old-${index}`, createParticipant(`old-${index}`, { connection: 'reconnecting' }))
      room.roster.restored(`old-${index}`)
    }
    tick(3000)
    assert.equal(room.roster.list, null)
    const page = room.join('new')
    tick(3000)
    assert.deepEqual([page.whole, page.count, page.known.size], [false, 51, 0])
    room.roster.close()
  })
})
