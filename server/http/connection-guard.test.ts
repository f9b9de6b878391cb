import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { connect, type AddressInfo, type Socket } from 'node:net'
import { describe, it, type TestContext } from 'node:test'
import { waitFor } from '../../tools/harness/wait-for.ts'
import { createLogger, createSilentLogger } from '../observability/logger.ts'
import { RefusalLog } from '../observability/refusal-log.ts'
import { guardConnections } from './connection-guard.ts'
import { DescriptorGuard, readDescriptors, type DescriptorUse } from './descriptor-guard.ts'
import { startTestServer, testAccounts } from './test-server.ts'

/** A TCP connection that is closed with the test, and whether the server has cut it. */
function open(t: TestContext, port: number) {
  const socket = connect(port, '127.0.0.1')
  const state = { cut: false }
  socket.on('error', () => undefined)
  socket.on('close', () => (state.cut = true))
  socket.resume()
  t.after(() => socket.destroy())
  return { socket, state }
}

function silentRefusals(t: TestContext): RefusalLog {
  const refusals = new RefusalLog(createSilentLogger())
  t.after(() => refusals.close())
  return refusals
}

const portOf = (origin: string): number => Number(new URL(origin).port)

async function get(socket: Socket): Promise<string> {
  const answer = once(socket, 'data') as Promise<[Buffer]>
  socket.write('GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n')
  const [data] = await answer
  return data.toString('latin1').split('\r\n')[0] ?? ''
}

describe('TCP connections', () => {
  it('are as many as one address may have, until one ends', async (t) => {
    const { origin } = await startTestServer(t, { tcpConnections: 2 })
    const [first, second] = [open(t, portOf(origin)), open(t, portOf(origin))]
    assert.match(await get(first.socket), /200/)
    assert.match(await get(second.socket), /200/)
    const third = open(t, portOf(origin))
    await waitFor(() => (third.state.cut ? undefined : 'the third connection stays'))
    assert.equal(first.state.cut, false)
    first.socket.destroy()
    await waitFor(async () => {
      const next = open(t, portOf(origin))
      const answer = await Promise.race([get(next.socket), once(next.socket, 'close').then(() => 'cut')])
      return answer.includes('200') ? undefined : 'nobody else is let in'
    })
  })

  it('of a trusted proxy are not counted: they carry everybody', async (t) => {
    const { origin } = await startTestServer(t, { tcpConnections: 1, listen: { trustProxy: ['127.0.0.1'] } })
    for (let index = 0; index < 5; index += 1) {
      assert.match(await get(open(t, portOf(origin)).socket), /200/)
    }
  })

  it('are cut when no headers come, be they silent or slow, and others are served', async (t) => {
    const { origin } = await startTestServer(t)
    const [silent, slow] = [open(t, portOf(origin)), open(t, portOf(origin))]
    slow.socket.write('GET / HTTP/1.1\r\n')
    const drip = setInterval(() => slow.socket.write('x'), 200)
    t.after(() => clearInterval(drip))
    await waitFor(() => (silent.state.cut && slow.state.cut ? undefined : 'they hold their connections'), {
      timeoutMs: 12_000,
    })
    assert.match(await get(open(t, portOf(origin)).socket), /200/)
  })

  it('are refused before the process has no descriptor left', async (t) => {
    let use: DescriptorUse = { open: 100, limit: 1000 }
    const refusals = silentRefusals(t)
    const descriptors = new DescriptorGuard(refusals, () => use)
    const server = createServer((_request, response) => response.end('ok'))
    const options = { accounts: testAccounts(), isProxy: () => false, refusals }
    guardConnections(server, { ...options, descriptors })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    t.after(() => server.close())
    const { port } = server.address() as AddressInfo
    const { socket } = open(t, port)
    assert.match(await get(socket), /200/)
    use = { open: 990, limit: 1000 }
    await waitFor(async () => {
      const next = open(t, port)
      const answer = await Promise.race([get(next.socket), once(next.socket, 'close').then(() => 'cut')])
      return answer === 'cut' ? undefined : 'connections are let in although descriptors run out'
    })
    assert.match(await get(socket), /200/, 'those who are in stay')
  })
})

describe('DescriptorGuard', () => {
  it('says once a minute, with the limit, that descriptors are used up', (t) => {
    let now = 0
    t.mock.method(performance, 'now', () => now)
    t.mock.timers.enable({ apis: ['setTimeout'] })
    const lines: Record<string, unknown>[] = []
    const write = (line: string): void => void lines.push(JSON.parse(line) as Record<string, unknown>)
    const refusals = new RefusalLog(createLogger({ level: 'warn', format: 'json' }, { write }))
    const guard = new DescriptorGuard(refusals, () => ({ open: 950, limit: 1000 }))
    for (let second = 0; second < 60; second += 1) {
      now = second * 1000
      assert.equal(guard.admits(), false)
    }
    assert.deepEqual(
      lines.map(({ open, limit }) => [open, limit]),
      [[950, 1000]],
    )
    t.mock.timers.tick(60_000)
    assert.equal(lines[1]?.suppressed, 59)
  })

  it('counts those that came since it looked, so that a rush does not pass it', (t) => {
    t.mock.method(performance, 'now', () => 0)
    const guard = new DescriptorGuard(silentRefusals(t), () => ({ open: 890, limit: 1000 }))
    const admitted = Array.from({ length: 50 }, () => guard.admits()).filter(Boolean).length
    assert.equal(admitted, 11)
  })

  it('reads what the system says of this process', () => {
    const use = readDescriptors()
    assert.ok(use && use.open > 2 && use.limit > use.open)
  })
})
