import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import type { AddressLimits } from './address-account.ts'
import { AddressAccounts } from './address-accounts.ts'
import { ConnectionUsage } from './connection-usage.ts'

const LIMITS: AddressLimits = {
  held: { tcpConnections: 9, sockets: 9, sessions: 9, rooms: 1, seats: 2 },
  rates: {
    joins: { perSecond: 1, burst: 2 },
    requests: { perSecond: 1, burst: 2 },
    connections: { perSecond: 1, burst: 2 },
    messages: { perSecond: 10, burst: 100 },
    bytes: { perSecond: 1000, burst: 10_000 },
  },
}

function setUp(t: TestContext) {
  const clock = { now: 1_000_000 }
  t.mock.method(performance, 'now', () => clock.now)
  const accounts = new AddressAccounts(LIMITS)
  const rates = { messages: { perSecond: 5, burst: 60 }, bytes: { perSecond: 1000, burst: 9000 } }
  const connect = (address: string) => new ConnectionUsage(accounts.of(address), rates)
  return { clock, accounts, connect }
}

describe('AddressAccounts', () => {
  it('gives an address no more than its limit, over all connections, until it gives back', (t) => {
    const { connect } = setUp(t)
    const first = connect('192.0.2.1').hold('seats')
    assert.ok(first && connect('::ffff:192.0.2.1').hold('seats'))
    assert.equal(connect('192.0.2.1').hold('seats'), undefined)
    assert.ok(connect('192.0.2.2').hold('seats'), 'another address has its own')
    first()
    first()
    assert.ok(connect('192.0.2.1').hold('seats'))
    assert.equal(connect('192.0.2.1').hold('seats'), undefined, 'what is given back twice counts once')
  })

  it('leaves a connection that comes anew what its address has left', (t) => {
    const { clock, connect } = setUp(t)
    assert.ok(connect('2001:db8::1').takeJoin())
    assert.ok(connect('2001:db8::2').takeJoin())
    assert.equal(connect('2001:db8::3').takeJoin(), false)
    clock.now += 1000
    assert.ok(connect('2001:db8::4').takeJoin())
  })

  it('bounds what one connection sends, and what all of an address send together', (t) => {
    const { connect } = setUp(t)
    const [one, other] = [connect('192.0.2.1'), connect('192.0.2.1')]
    assert.ok(one.takeArrived({ messages: 60, bytes: 60 }))
    assert.equal(one.takeArrived({ messages: 1, bytes: 1 }), false)
    assert.ok(other.takeArrived({ messages: 40, bytes: 40 }))
    assert.equal(other.takeArrived({ messages: 1, bytes: 1 }), false, 'the address has no more')
    assert.ok(connect('192.0.2.2').takeArrived({ messages: 1, bytes: 9000 }))
    assert.equal(connect('192.0.2.3').takeArrived({ messages: 1, bytes: 9001 }), false)
  })

  it('knows for some minutes that media of an address was above its limit, longer after many times', (t) => {
    const { clock, accounts, connect } = setUp(t)
    connect('192.0.2.1').overran()
    assert.equal(connect('192.0.2.1').hasOverrun(), true, 'also of a connection that comes anew')
    assert.equal(connect('192.0.2.2').hasOverrun(), false, 'another address is not known for it')
    clock.now += 90_000
    accounts.of('192.0.2.9')
    assert.equal(connect('192.0.2.1').hasOverrun(), true, 'nobody forgets the account meanwhile')
    clock.now += 11_000
    assert.equal(connect('192.0.2.1').hasOverrun(), false)
    for (let count = 0; count < 1000; count += 1) connect('192.0.2.1').overran()
    clock.now += 500_000
    assert.equal(connect('192.0.2.1').hasOverrun(), true)
    clock.now += 101_000
    assert.equal(connect('192.0.2.1').hasOverrun(), false, 'no flood is known for ever')
  })

  it('forgets an address once that changes nothing, and not before', (t) => {
    const { clock, accounts, connect } = setUp(t)
    const release = connect('192.0.2.1').hold('rooms')
    connect('192.0.2.2').takeArrived({ messages: 10, bytes: 10 })
    for (let index = 0; index < 100; index += 1) accounts.of(`198.51.100.${index}`)
    clock.now += 10_000
    accounts.of('192.0.2.9')
    assert.equal(accounts.size, 2, 'the one that holds a room, and the newest')
    release?.()
    clock.now += 10_000
    accounts.of('192.0.2.9')
    assert.equal(accounts.size, 1)
  })
})
