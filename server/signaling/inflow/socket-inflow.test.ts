import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import type { InflowFault } from './inflow-budget.ts'
import { SocketInflow } from './socket-inflow.ts'
import { frame } from '../../../tools/harness/websocket-frame.ts'
import { UnfinishedMessages } from './unfinished-messages.ts'

const DEADLINE_MS = 5000

function setUp(t: TestContext, { messages = 1000, bytesMax = 1_000_000, addressBytesMax = 1_000_000 } = {}) {
  t.mock.timers.enable({ apis: ['setInterval'] })
  const clock = { now: 0 }
  t.mock.method(performance, 'now', () => clock.now)
  const unfinished = new UnfinishedMessages({ deadlineMs: DEADLINE_MS, bytesMax, addressBytesMax })
  t.after(() => unfinished.close())
  const connect = (account = {}) => {
    const parsed: Buffer[] = []
    const faults: InflowFault[] = []
    let left = messages
    const closing: (() => void)[] = []
    const webSocket = {
      terminated: 0,
      terminate: () => void (webSocket.terminated += 1),
      once: (_event: string, listener: () => void) => void closing.push(listener),
      _receiver: { write: (chunk: Buffer) => parsed.push(chunk) > 0 },
    }
    const inflow = new SocketInflow(webSocket, {
      usage: { takeArrived: (arrived) => (left -= arrived.messages) >= 0 },
      account,
      unfinished,
      maxSize: 100,
      ended: (fault) => faults.push(fault),
    })
    const arrive = (...chunks: Buffer[]): void => {
      for (const chunk of chunks) webSocket._receiver.write(chunk)
    }
    return {
      inflow,
      webSocket,
      parsed,
      faults,
      arrive,
      close: () => closing.forEach((listener) => listener()),
    }
  }
  const pass = (ms: number): void => {
    clock.now += ms
    t.mock.timers.tick(ms)
  }
  return { connect, unfinished, pass }
}

describe('SocketInflow', () => {
  it('hands on what may be read, and nothing of a flood, whose socket it ends once', (t) => {
    const { connect } = setUp(t, { messages: 10 })
    const { webSocket, parsed, faults, arrive } = connect()
    arrive(Buffer.concat(Array.from({ length: 10 }, () => frame({ payload: 'x' }))))
    assert.equal(parsed.length, 1)
    arrive(Buffer.concat([frame(), frame()]), frame(), frame())
    assert.equal(parsed.length, 1, 'nothing of it is parsed')
    assert.deepEqual(faults, ['flood'])
    assert.equal(webSocket.terminated, 1)
  })

  it('counts pings, and frames that are no message', (t) => {
    const { faults, arrive } = setUp(t, { messages: 2 }).connect()
    arrive(frame({ opcode: 9 }), frame({ opcode: 10 }), frame({ opcode: 9 }))
    assert.deepEqual(faults, ['flood'])
  })

  it('lets larger messages through once somebody has a seat', (t) => {
    const { connect } = setUp(t)
    const large = frame({ payload: 'x'.repeat(101) })
    const guest = connect()
    guest.arrive(large)
    assert.deepEqual([guest.parsed.length, guest.faults], [0, ['message_too_large']])
    const seated = connect()
    seated.inflow.raise(1000)
    seated.arrive(large)
    assert.deepEqual([seated.parsed.length, seated.faults], [1, []])
  })

  it('ends whoever does not end a message in time, however it is trickled, and nobody else', (t) => {
    const { connect, unfinished, pass } = setUp(t)
    const [slow, brisk] = [connect(), connect()]
    slow.arrive(frame({ fin: false, payload: 'a' }))
    for (let second = 0; second < 7; second += 1) {
      slow.arrive(frame({ opcode: 9 }))
      // Each chunk ends in the middle of a message, and begins with the end of the last one.
      const cut = frame({ payload: 'hello' })
      brisk.arrive(second === 0 ? cut.subarray(0, 3) : Buffer.concat([cut.subarray(3), cut.subarray(0, 3)]))
      pass(1000)
    }
    assert.deepEqual(slow.faults, ['message_takes_too_long'])
    assert.deepEqual(brisk.faults, [])
    brisk.close()
    assert.equal(unfinished.bytes, 0, 'nothing is counted for those who are gone')
  })

  it('keeps no more unfinished messages than there is room for, of an address and of all', (t) => {
    const { connect } = setUp(t, { bytesMax: 3000, addressBytesMax: 1600 })
    const [attacker, other] = [{}, {}]
    const begin = frame({ fin: false, payload: 'x' })
    const sockets = Array.from({ length: 4 }, () => connect(attacker))
    for (const { arrive } of sockets) arrive(begin)
    assert.deepEqual(
      sockets.map(({ faults }) => faults[0]),
      [undefined, undefined, undefined, 'unfinished_messages_full'],
      'each piece counts with what it costs',
    )
    const guest = connect(other)
    guest.arrive(begin)
    assert.deepEqual(guest.faults, [], 'another address has room')
    const whole = connect(attacker)
    whole.arrive(frame({ payload: 'hello' }))
    assert.deepEqual(whole.faults, [], 'what is whole needs none')
  })
})
