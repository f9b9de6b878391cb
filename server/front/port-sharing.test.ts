import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer as createHttp, get, type Server as HttpServer } from 'node:http'
import { createServer as createHttps, get as getTls } from 'node:https'
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it, type TestContext } from 'node:test'
import { promisify } from 'node:util'
import { steadily, waitFor } from '../../tools/harness/wait-for.ts'
import { createLogger } from '../observability/logger.ts'
import { selfSignedPem } from '../certificates/self-signed.ts'
import { PortSharing } from './port-sharing.ts'
import { RelayHost } from './relay-host.ts'
import { framed, iceCheck, stunMessage } from './test-openings.ts'

const logger = createLogger({ level: 'silent', format: 'json' })

async function listen(t: TestContext, server: Server): Promise<number> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => server.close())
  return (server.address() as AddressInfo).port
}

/** Sends back what it gets, as a worker of media would send something. */
async function startEcho(t: TestContext): Promise<{ port: number; sockets: Socket[] }> {
  const sockets: Socket[] = []
  const server = createServer((socket) => {
    sockets.push(socket)
    socket.on('error', () => undefined).pipe(socket)
  })
  t.after(() => sockets.forEach((socket) => socket.destroy()))
  return { port: await listen(t, server), sockets }
}

async function setUp(t: TestContext, server: HttpServer = createHttp()) {
  const echo = await startEcho(t)
  const relay = new RelayHost(logger)
  t.after(() => relay.close())
  const target = { host: '127.0.0.1', port: echo.port }
  const sharing = new PortSharing({
    relay,
    findTransport: (username) => (username === 'good' ? target : undefined),
    turn: undefined,
  })
  sharing.attach(server)
  const accepted: Socket[] = []
  server.prependListener('connection', (socket) => accepted.push(socket))
  server.on('request', (request, response) => {
    response.end(`${request.method} ${request.socket.remoteAddress}`)
  })
  const port = await listen(t, server)
  const dial = (): Socket => {
    const socket = connect(port, '127.0.0.1').on('error', () => undefined)
    t.after(() => socket.destroy())
    return socket
  }
  return { relay, sharing, accepted, port, echo, dial }
}

async function collect(socket: Socket, bytes: number): Promise<Buffer> {
  let got = Buffer.alloc(0)
  socket.on('data', (chunk: Buffer) => (got = Buffer.concat([got, chunk])))
  await waitFor(() => got.length >= bytes || `${got.length} of ${bytes} bytes came back`)
  return got
}

describe('PortSharing', () => {
  it('leaves HTTP to the server, with the address of the client, whether it comes whole or byte by byte', async (t) => {
    const { port, dial, sharing } = await setUp(t)
    const [response] = (await once(get({ port, host: '127.0.0.1' }), 'response')) as [NodeJS.ReadableStream]
    let body = ''
    for await (const chunk of response) body += String(chunk)
    assert.equal(body, 'GET 127.0.0.1')
    const slow = dial()
    for (const letter of 'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n') {
      await new Promise((resolve) => slow.write(letter, resolve))
    }
    assert.match((await collect(slow, 100)).toString(), /200 OK[^]*GET 127\.0\.0\.1/)
    assert.equal(sharing.openings.http, 2)
  })

  it('leaves TLS to the server', async (t) => {
    const folder = await mkdtemp(join(tmpdir(), 'plenary-pem-'))
    t.after(async () => await rm(folder, { recursive: true }))
    const pem = await selfSignedPem(join(folder, 'self-signed.pem'), ['localhost'], logger)
    const { port, sharing } = await setUp(t, createHttps({ key: pem, cert: pem }))
    const request = getTls({ port, host: '127.0.0.1', rejectUnauthorized: false, agent: false })
    const [response] = (await once(request, 'response')) as [NodeJS.ReadableStream & { statusCode: number }]
    assert.equal(response.statusCode, 200)
    response.resume()
    assert.equal(sharing.openings.tls, 1)
  })

  it('carries media both ways, loses and adds no byte, and counts it', async (t) => {
    const { dial, relay, sharing } = await setUp(t)
    const guest = dial()
    const sent = Buffer.concat([
      iceCheck('good'),
      ...Array.from({ length: 3000 }, (_, index) => framed(Buffer.alloc(1100, index))),
    ])
    guest.write(sent)
    assert.ok((await collect(guest, sent.length)).equals(sent))
    assert.equal(sharing.openings.ice, 1)
    assert.deepEqual(relay.connections, { ice: 1, turn: 0, tls: 0 })
    await waitFor('all bytes are counted', () => {
      const { sent: out, received } = relay.bytes.ice
      return (out === sent.length && received === sent.length) || `${out} out, ${received} in`
    })
  })

  it('keeps a carried connection charged until either end closes it', async (t) => {
    const server = createHttp()
    const { dial, accepted, echo, relay } = await setUp(t, server)
    const counted = promisify(server.getConnections.bind(server))
    for (const close of [(guest: Socket) => guest.end(), () => echo.sockets.at(-1)?.destroy()]) {
      const guest = dial()
      guest.write(iceCheck('good'))
      await collect(guest, 10)
      const charged = accepted.at(-1)
      assert.equal(charged?.destroyed, false)
      assert.equal(await counted(), 1)
      close(guest)
      await waitFor(() => (charged?.destroyed && relay.connections.ice === 0) || 'its end was not heard of')
      await waitFor(() => guest.destroyed || 'the guest is not closed')
      assert.equal(await counted(), 0, 'the server counts it once')
    }
  })

  it('cuts whoever seeks a transport or a TURN server that is not here, or says nonsense, and asks nobody', async (t) => {
    const { dial, sharing, relay } = await setUp(t)
    const turn = stunMessage(0x0003, { type: 0x0019, value: '\x11\0\0\0' })
    for (const bytes of [iceCheck('nobody'), turn, Buffer.alloc(100)]) {
      const guest = dial()
      guest.write(bytes)
      await waitFor(() => guest.destroyed || 'it is not cut')
    }
    assert.deepEqual(
      { ...sharing.openings },
      { tls: 0, http: 0, ice: 0, turn: 0, invalid: 1, silent: 0, unknown: 2 },
    )
    assert.deepEqual(relay.connections, { ice: 0, turn: 0, tls: 0 })
  })

  it('cuts who says nothing or too little for five seconds', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] })
    const { dial, accepted, sharing } = await setUp(t)
    const guests = [dial(), dial()]
    guests[1]?.write(iceCheck('good').subarray(0, 9))
    const accept = async (): Promise<void> => {
      while (accepted.length < 2 || !accepted.some((socket) => socket.bytesRead === 9))
        await new Promise(setImmediate)
    }
    await accept()
    t.mock.timers.tick(4999)
    assert.deepEqual(
      accepted.map((socket) => socket.destroyed),
      [false, false],
    )
    t.mock.timers.tick(1)
    assert.deepEqual(
      accepted.map((socket) => socket.destroyed),
      [true, true],
    )
    assert.equal(sharing.openings.silent, 2)
  })

  it('starts the relay again when it dies: its connections end, pages go on, new media is carried', async (t) => {
    const { dial, relay, accepted } = await setUp(t)
    const page = dial()
    page.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n')
    await collect(page, 100)
    const guest = dial()
    guest.write(iceCheck('good'))
    await collect(guest, 10)
    const first = relay.pid ?? 0
    process.kill(first, 'SIGKILL')
    await waitFor(() => (guest.destroyed && accepted[1]?.destroyed === true) || 'the guest is not cut')
    await waitFor(() => (relay.pid !== undefined && relay.pid !== first) || 'no other relay runs')
    const again = dial()
    again.write(iceCheck('good'))
    await collect(again, 10)
    assert.equal(relay.restarts, 1)
    page.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n')
    await collect(page, 100)
    assert.equal(page.destroyed, false)
  })

  it('lets the server close while media is carried', async (t) => {
    const server = createHttp()
    const { dial, relay } = await setUp(t, server)
    const guest = dial()
    guest.write(iceCheck('good'))
    await collect(guest, 10)
    const closed = once(server, 'close')
    server.close()
    relay.close()
    await waitFor('the server has closed', closed)
  })

  it('slows down who writes to a guest that does not read', async (t) => {
    const { dial, echo } = await setUp(t)
    const guest = dial()
    guest.write(iceCheck('good'))
    await waitFor(() => echo.sockets.length === 1 || 'it is not carried')
    const [inside] = echo.sockets
    let wrote = 0
    const piece = Buffer.alloc(1024 * 1024)
    const more = (): void => {
      while (wrote < 64 && inside?.write(piece)) wrote += 1
    }
    inside?.on('drain', more)
    guest.pause()
    more()
    // What the kernel takes on the way is a few megabytes, and all of it once nobody slows down the writer.
    await steadily('the writer waits', () => (wrote < 64 ? undefined : 'all was taken'), { forMs: 500 })
    guest.resume()
    await waitFor(() => wrote === 64 || `${wrote} MB were taken`)
  })
})
