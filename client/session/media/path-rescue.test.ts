import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { FakeConnection } from '../../connection/test-connection.ts'
import { settle } from '../../media/test-media.ts'
import { PathRescue, type RescuedSession } from './path-rescue.ts'

/** A rescue over signaling that the test answers, or leaves unanswered until it breaks. */
function setUp(t: TestContext) {
  let now = 0
  t.mock.method(performance, 'now', () => now)
  const connection = new FakeConnection()
  connection.connect()
  let refreshed = 0
  let lost = 0
  const session = {
    path: 'open',
    aliveAt: 0,
    readPath: () => Promise.resolve({ path: 'udp', roundTripTime: 20 }),
    refresh: () => (refreshed += 1),
  } as RescuedSession & { aliveAt: number }
  const rescue = new PathRescue({
    connection,
    isSeated: () => connection.status.name === 'connected',
    session: () => session,
    lose: () => (lost += 1),
  })
  t.after(() => rescue.close())
  return {
    rescue,
    connection,
    session,
    refreshed: () => refreshed,
    lost: () => lost,
    pass: (milliseconds: number) => (now += milliseconds),
    async answer() {
      await settle()
      connection.last('ping').answer({})
      await settle()
    },
    async stayAway() {
      await settle()
      connection.last('ping').refuse(new Error('too late'))
      await settle()
    },
  }
}

describe('PathRescue', () => {
  it('does nothing when media stops and the server answers: everybody has turned everything off', async (t) => {
    const { rescue, answer, connection, refreshed, lost } = setUp(t)
    void rescue.stopped()
    await answer()
    assert.deepEqual([connection.recycled, refreshed(), lost()], [0, 0, 0])
  })

  it('reaches for the server again when media and signaling are dead together', async (t) => {
    const { rescue, session, pass, stayAway, connection } = setUp(t)
    pass(1000)
    session.aliveAt = 400
    void rescue.stopped()
    await stayAway()
    assert.equal(connection.recycled, 1)
    assert.equal(rescue.isDead(session), true)
    assert.equal(rescue.takeRefresh(), true)
    assert.equal(rescue.takeRefresh(), false)
  })

  it('keeps media that came back while the server was sought', async (t) => {
    const { rescue, session, pass, stayAway } = setUp(t)
    pass(1000)
    void rescue.stopped()
    await stayAway()
    session.aliveAt = 1200
    assert.equal(rescue.isDead(session), false)
  })

  it('flees to TCP when only media is dead', async (t) => {
    const { rescue, answer, lost, connection } = setUp(t)
    assert.equal(rescue.avoidsUdp, false)
    void rescue.silent()
    await answer()
    assert.deepEqual([lost(), rescue.avoidsUdp, connection.recycled], [1, true, 0])
  })

  it('gives the browser time to find its way through another network', async (t) => {
    const { rescue, answer, refreshed, lost, pass } = setUp(t)
    void rescue.networkChanged()
    await answer()
    assert.equal(refreshed(), 1)
    pass(2000)
    void rescue.silent()
    await answer()
    assert.deepEqual([refreshed(), lost()], [2, 0])
    pass(5000)
    void rescue.silent()
    await answer()
    assert.deepEqual([refreshed(), lost()], [2, 1])
  })

  it('trusts UDP again in another network', async (t) => {
    const { rescue, answer } = setUp(t)
    void rescue.silent()
    await answer()
    void rescue.networkChanged()
    await answer()
    assert.equal(rescue.avoidsUdp, false)
  })

  it('does not wait for a connection that hangs on the former network', async (t) => {
    const { rescue, stayAway, connection, refreshed } = setUp(t)
    void rescue.networkChanged()
    await stayAway()
    assert.deepEqual([connection.recycled, refreshed()], [1, 0])
    assert.equal(rescue.takeRefresh(), true)
  })
})
