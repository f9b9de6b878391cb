import assert from 'node:assert/strict'
import { EventEmitter } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { describe, it, type TestContext } from 'node:test'
import { PollingInflow } from './polling-inflow.ts'
import type { InflowFault } from './inflow-budget.ts'
import { UnfinishedMessages } from './unfinished-messages.ts'

const SEPARATOR = '\x1e'

/** A request whose body arrives as the test says. */
class FakeRequest extends EventEmitter {
  readonly headers: Record<string, string>
  destroyed = false

  constructor(headers: Record<string, string> = {}) {
    super()
    this.headers = headers
  }

  destroy(): void {
    this.destroyed = true
    this.emit('close')
  }
}

function setUp(t: TestContext, { messages = 1000, bytes = 1_000_000, addressBytesMax = 1_000_000 } = {}) {
  t.mock.timers.enable({ apis: ['setInterval'] })
  const clock = { now: 0 }
  t.mock.method(performance, 'now', () => clock.now)
  const unfinished = new UnfinishedMessages({ deadlineMs: 5000, bytesMax: 1_000_000, addressBytesMax })
  t.after(() => unfinished.close())
  const left = { messages, bytes }
  const faults: InflowFault[] = []
  const parsed: unknown[] = []
  const state = { terminated: 0 }
  const takeArrived = (arrived: { messages: number; bytes: number }): boolean => {
    left.messages -= arrived.messages
    left.bytes -= arrived.bytes
    return left.messages >= 0 && left.bytes >= 0
  }
  const inflow = new PollingInflow(() => void (state.terminated += 1), {
    usage: { takeArrived },
    account: {},
    unfinished,
    maxSize: 100,
    ended: (fault) => faults.push(fault),
  })
  const parser = inflow.guard({
    decodePayload: (body) => {
      parsed.push(body)
      return [{ type: 'message' }]
    },
  })
  const post = (headers?: Record<string, string>) => {
    const request = new FakeRequest(headers)
    return { request, mayBegin: inflow.follow(request as unknown as IncomingMessage) }
  }
  const pass = (ms: number): void => {
    clock.now += ms
    t.mock.timers.tick(ms)
  }
  return { inflow, parser, parsed, faults, left, state, unfinished, post, pass }
}

describe('PollingInflow', () => {
  it('charges every byte as it arrives and every packet before it is parsed', (t) => {
    const { parser, parsed, left, post } = setUp(t)
    const { request, mayBegin } = post()
    assert.equal(mayBegin, true)
    request.emit('data', Buffer.from('42["a"]'))
    request.emit('data', '회의')
    assert.deepEqual(left, { messages: 1000, bytes: 1_000_000 - 7 - 6 })
    assert.deepEqual(parser.decodePayload(['1', '2', '3'].join(SEPARATOR)), [{ type: 'message' }])
    assert.equal(left.messages, 997)
    assert.equal(parsed.length, 1)
  })

  it('parses nothing of a flood, and ends its session once', (t) => {
    const { parser, parsed, faults, state, post } = setUp(t, { messages: 2 })
    assert.deepEqual(parser.decodePayload(['1', '2', '3'].join(SEPARATOR)), [
      { type: 'error', data: 'parser error' },
    ])
    parser.decodePayload('1')
    assert.equal(post().mayBegin, false)
    assert.deepEqual([parsed.length, faults, state.terminated], [0, ['flood'], 1])
  })

  it('cuts a body in the middle when its bytes are more than may be sent', (t) => {
    const { faults, post } = setUp(t, { bytes: 50 })
    const { request } = post()
    request.emit('data', 'x'.repeat(40))
    assert.equal(request.destroyed, false)
    request.emit('data', 'x'.repeat(40))
    assert.equal(request.destroyed, true)
    assert.deepEqual(faults, ['flood'])
  })

  it('refuses a large body by what it claims, and one that claims nothing by what arrives', (t) => {
    const claimed = setUp(t)
    assert.equal(claimed.post({ 'content-length': '101' }).mayBegin, false)
    assert.deepEqual(claimed.faults, ['message_too_large'])
    t.mock.timers.reset()
    const lying = setUp(t)
    const { request } = lying.post({ 'content-length': '1' })
    request.emit('data', 'x'.repeat(101))
    assert.equal(request.destroyed, true)
    assert.deepEqual(lying.faults, ['message_too_large'])
  })

  it('lets larger bodies through once somebody has a seat', (t) => {
    const { inflow, faults, post } = setUp(t)
    inflow.raise(1000)
    assert.equal(post({ 'content-length': '1000' }).mayBegin, true)
    assert.deepEqual(faults, [])
  })

  it('ends whoever does not end a body in time, and forgets bodies that have ended', (t) => {
    const { faults, unfinished, post, pass } = setUp(t)
    const whole = post().request
    whole.emit('data', 'x')
    assert.ok(unfinished.bytes > 0)
    whole.emit('end')
    assert.equal(unfinished.bytes, 0)
    const slow = post().request
    for (let second = 0; second < 7; second += 1) {
      slow.emit('data', 'x')
      pass(1000)
    }
    assert.deepEqual(faults, ['message_takes_too_long'])
    assert.equal(unfinished.bytes, 0)
  })

  it('reads no body of more packets than a client makes at once', (t) => {
    const { parser, parsed, faults } = setUp(t, { messages: 1_000_000 })
    parser.decodePayload(Array<string>(512).fill('6').join(SEPARATOR))
    assert.equal(parsed.length, 1)
    parser.decodePayload(Array<string>(513).fill('6').join(SEPARATOR))
    assert.equal(parsed.length, 1)
    assert.deepEqual(faults, ['too_many_packets'])
  })
})
