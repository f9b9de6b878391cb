import assert from 'node:assert/strict'
import { createServer, type Server as HttpServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test, type TestContext } from 'node:test'
import { Server, type Socket } from 'socket.io'
import { PROTOCOL_VERSION } from '../../protocol/index.ts'
import { scaled } from '../../tools/harness/machine-speed.ts'
import { waitFor } from '../../tools/harness/wait-for.ts'
import { openConnection, type ConnectionStatus, type SignalingConnection } from './connection.ts'
import { FAKE_WELCOME } from './test-connection.ts'

interface Bench {
  http: HttpServer
  connection: SignalingConnection
  statuses: ConnectionStatus[]
  sockets: Socket[]
  /** Why connections ended, as the server sees it, with the close code of the WebSocket. */
  endings: { reason: string; code: unknown }[]
  /** Set to refuse the next handshakes. */
  refusal: { code: string } | null
  handshakes: number
  until: (reason: string, condition: () => boolean) => Promise<void>
}

/** A real Socket.IO server, which answers `hand:set` and stays silent about `room:leave`. */
async function createBench(t: TestContext): Promise<Bench> {
  const http = createServer((_request, response) => response.end())
  const io = new Server(http, { transports: ['websocket'] })
  const bench: Bench = {
    http,
    statuses: [],
    sockets: [],
    endings: [],
    refusal: null,
    handshakes: 0,
    until,
  } as unknown as Bench
  io.use((socket, next) => {
    bench.handshakes += 1
    assert.equal(socket.handshake.auth.protocolVersion, PROTOCOL_VERSION)
    if (bench.refusal) next(Object.assign(new Error('refused'), { data: bench.refusal }))
    else next()
  })
  io.on('connection', (socket) => {
    bench.sockets.push(socket)
    const { socket: wire } = socket.conn.transport as unknown as { socket: { _closeCode: unknown } }
    socket.on('disconnect', (reason) => bench.endings.push({ reason, code: wire._closeCode }))
    socket.on('hand:set', ({ raised }: { raised: boolean }, ack: (result: unknown) => void) => {
      ack(raised ? { ok: true, data: {} } : { ok: false, error: { code: 'not_joined', message: 'Join.' } })
    })
    socket.emit('welcome', FAKE_WELCOME)
  })
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  const { port } = http.address() as AddressInfo
  bench.connection = openConnection(`http://127.0.0.1:${port}`)
  bench.connection.watchStatus((status) => bench.statuses.push(status))
  t.after(async () => {
    bench.connection.close()
    await io.close()
  })
  return bench
}

/** Waits for a condition, and says which one when it does not come. */
async function until(what: string, condition: () => boolean): Promise<void> {
  await waitFor(what, () => condition() || 'not yet')
}

const isConnected =
  ({ connection }: Bench) =>
  () =>
    connection.status.name === 'connected'

test('a connection stands when the server has said welcome', async (t) => {
  const bench = await createBench(t)
  assert.deepEqual(bench.connection.status, { name: 'connecting', unreachable: false })
  await until('connected', isConnected(bench))
  assert.deepEqual(bench.connection.status, { name: 'connected', welcome: FAKE_WELCOME })
})

test('a request gets its reply, or the refusal with its code', async (t) => {
  const bench = await createBench(t)
  await until('connected', isConnected(bench))
  assert.deepEqual(await bench.connection.request('hand:set', { raised: true }), {})
  await assert.rejects(bench.connection.request('hand:set', { raised: false }), {
    name: 'ProtocolError',
    code: 'not_joined',
    message: 'Join.',
  })
})

test('a request without a connection fails at once, and is not sent later', async (t) => {
  const bench = await createBench(t)
  await assert.rejects(bench.connection.request('hand:set', { raised: true }), {
    name: 'RequestInterruptedError',
  })
  let heard = 0
  await until('connected', isConnected(bench))
  bench.sockets[0]?.onAny(() => (heard += 1))
  await bench.connection.request('hand:set', { raised: true })
  assert.equal(heard, 1)
})

test('a request that nobody answers times out', async (t) => {
  const bench = await createBench(t)
  await until('connected', isConnected(bench))
  await assert.rejects(bench.connection.request('room:leave', {}, { timeoutMs: 50 }), {
    name: 'RequestTimeoutError',
  })
})

test('a request under way when the line breaks is told so, and the connection comes back', async (t) => {
  const bench = await createBench(t)
  await until('connected', isConnected(bench))
  const lost = assert.rejects(bench.connection.request('room:leave', {}), { name: 'RequestInterruptedError' })
  bench.sockets[0]?.conn.close()
  await lost
  await until('connected again', () => bench.sockets.length === 2 && isConnected(bench)())
  assert.deepEqual(
    bench.statuses.map(({ name }) => name),
    ['connected', 'connecting', 'connected'],
  )
})

test('a server that ends the connection gets it back all the same', async (t) => {
  const bench = await createBench(t)
  await until('connected', isConnected(bench))
  bench.sockets[0]?.disconnect(true)
  await until('connected again', () => bench.sockets.length === 2 && isConnected(bench)())
})

test('notifications arrive until their listener ends', async (t) => {
  const bench = await createBench(t)
  await until('connected', isConnected(bench))
  const heard: string[] = []
  const end = bench.connection.on('session:ended', ({ code }) => heard.push(code))
  bench.sockets[0]?.emit('session:ended', { code: 'seat_taken', message: '' })
  await until('heard', () => heard.length === 1)
  end()
  bench.sockets[0]?.emit('session:ended', { code: 'internal', message: '' })
  await bench.connection.request('hand:set', { raised: true })
  assert.deepEqual(heard, ['seat_taken'])
})

test('a refusal for good is final and says why', async (t) => {
  const bench = await createBench(t)
  bench.refusal = { code: 'protocol_mismatch' }
  await until('refused', () => bench.connection.status.name === 'refused')
  const { status } = bench.connection
  assert.equal(status.name === 'refused' && status.reason.code, 'protocol_mismatch')
  bench.connection.recycle()
  await new Promise((resolve) => setImmediate(resolve))
  assert.equal(bench.handshakes, 1)
})

test('a server that is only busy is asked again', async (t) => {
  const bench = await createBench(t)
  bench.refusal = { code: 'server_draining' }
  await until('refused once', () => bench.handshakes === 1)
  bench.refusal = null
  await until('connected', isConnected(bench))
  assert.equal(bench.handshakes, 2)
})

test('a full network is asked again, and its reason is known meanwhile', async (t) => {
  const bench = await createBench(t)
  await until('connected', isConnected(bench))
  bench.refusal = { code: 'too_many_connections' }
  bench.sockets[0]?.conn.close()
  await until('refused once', () => bench.handshakes === 2)
  await until('the reason is known', () => {
    const { status } = bench.connection
    return status.name === 'connecting' && status.refusal?.code === 'too_many_connections'
  })
  const refusedAt = performance.now()
  bench.refusal = null
  await until('connected', isConnected(bench))
  assert.equal(bench.handshakes, 3)
  assert.ok(performance.now() - refusedAt < scaled(1500), 'asked again within a second')
})

test('a recycled connection looks like a broken line to the server, and not like a goodbye', async (t) => {
  const bench = await createBench(t)
  await until('connected', isConnected(bench))
  // Something is still on its way out, as it often is when media breaks.
  const lost = assert.rejects(bench.connection.request('room:leave', {}), { name: 'RequestInterruptedError' })
  bench.connection.recycle()
  await lost
  await until('the former one has ended', () => bench.endings.length === 1)
  assert.deepEqual(bench.endings, [{ reason: 'transport close', code: 1005 }])
})

test('a connection that is recycled while it opens is opened again', async (t) => {
  const bench = await createBench(t)
  bench.connection.recycle()
  bench.connection.recycle()
  await until('connected', isConnected(bench))
  assert.equal(bench.connection.status.name, 'connected')
})

test('a recycled connection is another one, at once', async (t) => {
  const bench = await createBench(t)
  await until('connected', isConnected(bench))
  bench.connection.recycle()
  assert.equal(bench.connection.status.name, 'connecting')
  await until('connected again', () => bench.sockets.length === 2 && isConnected(bench)())
  await until('the former one has ended', () => bench.sockets[0]?.connected === false)
})

test('a closed connection stays closed', async (t) => {
  const bench = await createBench(t)
  await until('connected', isConnected(bench))
  bench.connection.close()
  await until('ended at the server', () => bench.sockets[0]?.connected === false)
  assert.deepEqual(bench.connection.status, { name: 'closed' })
  await assert.rejects(bench.connection.request('hand:set', { raised: true }))
})

test('a server that went away is found again when it is back', async (t) => {
  const bench = await createBench(t)
  await until('connected', isConnected(bench))
  const { port } = bench.http.address() as AddressInfo
  bench.http.close()
  bench.sockets[0]?.conn.close()
  await until('unreachable', () => {
    const { status } = bench.connection
    return status.name === 'connecting' && status.unreachable
  })
  await new Promise<void>((resolve) => bench.http.listen(port, '127.0.0.1', resolve))
  await until('connected again', () => bench.sockets.length === 2 && isConnected(bench)())
})

test('a server that is not there is reported', async (t) => {
  const connection = openConnection('http://127.0.0.1:9')
  t.after(() => connection.close())
  await until('unreachable', () => {
    const { status } = connection
    return status.name === 'connecting' && status.unreachable
  })
})
