import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { CHECK_SECONDS, type ErrorCode } from '../../protocol/index.ts'
import { CheckResults } from './check-results.ts'
import { Checks } from './checks.ts'
import { isSameNetwork } from './same-network.ts'
import { FakeCheckConnection, FakeLines } from './test-checks.ts'

function setUp(t: TestContext) {
  const clock = { now: 1_000 }
  t.mock.method(performance, 'now', () => clock.now)
  t.mock.timers.enable({ apis: ['setTimeout', 'setInterval'] })
  const state: { refusal?: ErrorCode } = {}
  const port = new FakeLines()
  const checks = new Checks({ port, results: new CheckResults(), refusal: () => state.refusal })
  /** Lets time pass, and what it brings about happen. */
  const pass = async (ms: number) => {
    for (let passed = 0; passed < ms; passed += 250) {
      clock.now += 250
      t.mock.timers.tick(250)
      for (let turn = 0; turn < 5; turn += 1) await Promise.resolve()
    }
  }
  return { checks, port, state, pass }
}

const ENDED = [
  'check:ended',
  { code: 'check_over', message: 'The check took too long or sent too much. Start it again.' },
]

describe('Checks', () => {
  it('has one line at a time, and none after a minute', async (t) => {
    const { checks, port, pass } = setUp(t)
    const connection = new FakeCheckConnection()
    const check = checks.begin(connection)
    await check.openLine('any')
    await check.openLine('udp')
    assert.equal(port.open, 1)
    assert.equal(connection.seats, 1)
    await pass(CHECK_SECONDS * 1000 - 250)
    assert.equal(check.isOver, false)
    await pass(250)
    assert.deepEqual(connection.told, [ENDED])
    assert.deepEqual([port.open, checks.count, connection.seats], [0, 0, 0])
    assert.throws(() => check.requireLine(), { code: 'check_over' })
    await assert.rejects(check.openLine('any'), { code: 'check_over' })
    assert.equal(port.open, 0)
  })

  it('closes a line that opens after the check was closed', async (t) => {
    const { checks, port } = setUp(t)
    const opened = Promise.withResolvers<undefined>()
    port.opening = opened.promise
    const check = checks.begin(new FakeCheckConnection())
    const line = check.openLine('any')
    check.close()
    opened.resolve(undefined)
    await assert.rejects(line, { code: 'check_over' })
    assert.equal(port.open, 0)
  })

  it('gives an address two checks at a time, and others theirs', (t) => {
    const { checks } = setUp(t)
    const payer = {}
    const first = checks.begin(new FakeCheckConnection(payer))
    checks.begin(new FakeCheckConnection(payer))
    assert.throws(() => checks.begin(new FakeCheckConnection(payer)), { code: 'check_busy' })
    checks.begin(new FakeCheckConnection())
    first.close()
    first.close()
    checks.begin(new FakeCheckConnection(payer))
    assert.throws(() => checks.begin(new FakeCheckConnection(payer)), { code: 'check_busy' })
    assert.equal(checks.count, 3)
  })

  it('begins none while the server has better to do', (t) => {
    const { checks, state } = setUp(t)
    for (const code of ['server_full', 'server_draining'] as const) {
      state.refusal = code
      assert.throws(() => checks.begin(new FakeCheckConnection()), { code })
    }
    assert.equal(checks.count, 0)
  })

  it('opens no lines without end', async (t) => {
    const { checks, port } = setUp(t)
    const check = checks.begin(new FakeCheckConnection())
    for (let count = 0; count < 8; count += 1) await check.openLine('any')
    await assert.rejects(check.openLine('any'), { code: 'rate_limited' })
    assert.equal(port.lines.length, 8)
    const hurried = new FakeCheckConnection()
    hurried.joins = 1
    const other = checks.begin(hurried)
    await other.openLine('any')
    await assert.rejects(other.openLine('any'), { code: 'rate_limited' })
  })

  for (const [what, reading] of [
    ['bytes', { bytes: 9_000_000, messages: 1 }],
    ['messages', { bytes: 1000, messages: 9000 }],
  ] as const) {
    it(`ends a flood of ${what}, and begins no other check of the same address`, async (t) => {
      const { checks, port, pass } = setUp(t)
      const connection = new FakeCheckConnection()
      await checks.begin(connection).openLine('any')
      const [line] = port.lines
      assert.ok(line)
      line.reading = { ...line.reading, ...reading }
      await pass(250)
      assert.deepEqual(connection.told, [ENDED])
      assert.equal(port.open, 0)
      assert.throws(() => checks.begin(connection), { code: 'rate_limited' })
    })
  }

  it('ends what sends all the time as much as it may, over all lines together', async (t) => {
    const { checks, port, pass } = setUp(t)
    const connection = new FakeCheckConnection()
    const check = checks.begin(connection)
    // A quarter of a second at two megabytes a second is just what may be; forty megabytes last for 20 s.
    for (let line = 0; line < 4; line += 1) {
      await check.openLine('any')
      for (let beat = 0; beat < 20; beat += 1) {
        const last = port.lines.at(-1)
        if (last) last.reading = { ...last.reading, bytes: last.reading.bytes + 500_000 }
        await pass(250)
        assert.equal(check.isOver, false, `line ${line}, beat ${beat}`)
      }
    }
    await check.openLine('any')
    const last = port.lines.at(-1)
    if (last) last.reading = { ...last.reading, bytes: 1 }
    await pass(250)
    assert.deepEqual(connection.told, [ENDED])
  })

  it('is no way from one network to another', async (t) => {
    const { checks, port, pass } = setUp(t)
    const connection = new FakeCheckConnection()
    await checks.begin(connection).openLine('any')
    const [line] = port.lines
    assert.ok(line)
    line.reading = { ...line.reading, addresses: { send: '192.0.2.1', receive: undefined } }
    await pass(1000)
    assert.deepEqual(connection.told, [])
    line.reading = { ...line.reading, addresses: { send: '192.0.2.1', receive: '198.51.100.1' } }
    await pass(250)
    assert.deepEqual(connection.told, [ENDED])
  })
})

describe('isSameNetwork', () => {
  it('takes neighbours for one, and IPv4 and IPv6 for what may be one', () => {
    assert.ok(isSameNetwork('192.0.2.1', '::ffff:192.0.2.77'))
    assert.ok(isSameNetwork('2001:db8::1', '2001:db8::ffff:2'))
    assert.ok(isSameNetwork('192.0.2.1', '2001:db8::1'))
    assert.equal(isSameNetwork('192.0.2.1', '192.0.3.1'), false)
    assert.equal(isSameNetwork('2001:db8::1', '2001:db8:1::1'), false)
  })
})
