import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { RoomOccupants, type Occupant } from './room-occupants.ts'
import { FakeHost } from './test-router-host.ts'

function setUp(t: TestContext) {
  const clock = { now: 0 }
  t.mock.method(performance, 'now', () => clock.now)
  const hosts = [new FakeHost('w1'), new FakeHost('w2')] as const
  const occupants = new RoomOccupants()
  const place = (): Occupant => {
    const occupant = occupants.place(hosts)
    assert.ok(occupant)
    return occupant
  }
  /** What the host was told that the newest one will cost. */
  const costOf = ({ host }: Occupant, before: number): number => host.load.expected - before
  /** Somebody comes, and tells what they are expected to cost. */
  const cost = (): number => {
    const before = hosts[0].load.expected
    return costOf(place(), before)
  }
  return { clock, hosts, occupants, place, cost }
}

describe('RoomOccupants', () => {
  it('expects of the next one what flows to those who have settled', (t) => {
    const { clock, place, cost } = setUp(t)
    for (let count = 0; count < 30; count += 1) place().peer = { running: 50 }
    clock.now = 5000
    const rich = cost()
    // 50 streams, and up to twice that where everybody shows everybody.
    assert.ok(rich > 50 * 0.0003 && rich < 2 * 50 * 0.0003, `${rich}`)
  })

  it('expects a page of tiles of those who have just come', (t) => {
    const { clock, place, cost } = setUp(t)
    for (let count = 0; count < 30; count += 1) place().peer = { running: 0 }
    clock.now = 1000
    const before = cost()
    assert.ok(before > 18 * 0.0003, `${before}`)
    clock.now = 5000
    assert.ok(Math.abs(cost() - 0.003) < 1e-9, 'by then it is known that nothing flows')
  })

  it('takes the price of a stream from where most of the room is', (t) => {
    const { clock, hosts, place, cost } = setUp(t)
    for (let count = 0; count < 10; count += 1) place().peer = { running: 18 }
    clock.now = 5000
    const usual = cost()
    hosts[0].streamShare = 0.0009
    hosts[1].streamShare = 0.000_06
    clock.now = 6000
    const dear = cost()
    assert.ok(dear > usual * 2.5, `${dear} after ${usual}`)
  })

  it('looks the streams of a room up once a second, however many come', (t) => {
    const { clock, place } = setUp(t)
    let looks = 0
    const peer = {
      get running() {
        looks += 1
        return 1
      },
    }
    place().peer = peer
    clock.now = 5000
    for (let count = 0; count < 100; count += 1) place()
    assert.equal(looks, 1)
    clock.now = 6000
    place()
    assert.equal(looks, 2)
  })

  it('gives a place back once, and says when a host carries nobody any more', (t) => {
    const { hosts, occupants, place } = setUp(t)
    const [ada, bob] = [place(), place()]
    assert.equal(hosts[0].occupants, 2)
    assert.equal(occupants.leave(ada), false)
    assert.equal(occupants.leave(ada), false)
    assert.equal(hosts[0].occupants, 1)
    assert.equal(occupants.leave(bob), true)
    assert.equal(hosts[0].occupants, 0)
  })

  it('puts nobody on a host that has ended', (t) => {
    const { hosts, occupants, place } = setUp(t)
    place()
    hosts[0].closed = true
    assert.equal(place().host.id, 'w2')
    hosts[1].closed = true
    assert.equal(occupants.place(hosts), undefined)
  })
})
