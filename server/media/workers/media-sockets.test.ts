import assert from 'node:assert/strict'
import { createSocket } from 'node:dgram'
import { EventEmitter, once } from 'node:events'
import { describe, it, type TestContext } from 'node:test'
import type { WebRtcServer, WebRtcServerOptions } from 'mediasoup/types'
import { createLogger } from '../../observability/logger.ts'
import { MediaSockets } from './media-sockets.ts'

/** A worker that opens sockets, unless it was told to fail. */
class FakeWorker {
  readonly opened: FakeServer[] = []
  /** What the next attempts fail with. */
  readonly failures: string[] = []
  attempts = 0

  readonly createWebRtcServer = async ({ listenInfos }: WebRtcServerOptions): Promise<WebRtcServer> => {
    this.attempts += 1
    const failure = this.failures.shift()
    // As the real one: only after a message to another process and back.
    await new Promise(setImmediate)
    if (failure !== undefined) throw new Error(failure)
    const server = new FakeServer(
      listenInfos.map(({ protocol, ip }) => `${protocol} ${ip}`),
      listenInfos[0]?.port ?? 0,
    )
    this.opened.push(server)
    return server as unknown as WebRtcServer
  }
}

class FakeServer {
  readonly places: string[]
  readonly port: number
  closed = false

  constructor(places: string[], port: number) {
    this.places = places
    this.port = port
  }

  close(): void {
    this.closed = true
  }
}

class FakeTransport {
  readonly observer = new EventEmitter()
  readonly server: FakeServer

  constructor(server: WebRtcServer) {
    this.server = server as unknown as FakeServer
  }

  close(): void {
    this.observer.emit('close')
  }
}

async function setUp(options: { wildcards?: string[]; firstPort?: number; failures?: string[] } = {}) {
  const worker = new FakeWorker()
  worker.failures.push(...(options.failures ?? []))
  const lines: Record<string, unknown>[] = []
  const machine = { addresses: ['127.0.0.1'] as readonly string[] }
  const listen = { addresses: () => machine.addresses, wildcards: options.wildcards ?? ['0.0.0.0'] }
  const sockets = await MediaSockets.open(
    {
      id: 'w1',
      mediasoupWorker: worker as unknown as Parameters<typeof MediaSockets.open>[0]['mediasoupWorker'],
      settings: { listen, socketBufferBytes: 65_536 },
      logger: createLogger(
        { level: 'info', format: 'json' },
        { write: (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>) },
      ),
    },
    options.firstPort ?? 0,
  )
  const use = async (): Promise<FakeTransport> =>
    await sockets.use(async (server) => {
      await new Promise(setImmediate)
      return new FakeTransport(server)
    })
  return { worker, sockets, machine, use, lines }
}

/** A UDP port of the loopback address that somebody holds. */
async function heldPort(t: TestContext): Promise<number> {
  const holder = createSocket('udp4').bind(0, '127.0.0.1')
  t.after(() => holder.close())
  await once(holder, 'listening')
  return holder.address().port
}

describe('MediaSockets', () => {
  it('are opened anew with the same port when addresses changed and nobody uses them', async () => {
    const { worker, sockets, machine, use } = await setUp()
    const { port } = sockets
    machine.addresses = ['127.0.0.5', '127.0.0.1']
    const [first, second] = await Promise.all([use(), use()])
    const [former, server] = worker.opened
    assert.equal(former?.closed, true)
    assert.equal(worker.opened.length, 2)
    assert.ok(first.server === server && second.server === server)
    assert.deepEqual(server?.places, ['tcp 0.0.0.0', 'udp 127.0.0.5', 'udp 127.0.0.1', 'udp 0.0.0.0'])
    assert.deepEqual([server.port, sockets.port], [port, port])
  })

  it('stay as they are while a transport is open or being opened', async () => {
    const { worker, machine, use } = await setUp()
    const opening = use()
    machine.addresses = ['127.0.0.5', '127.0.0.1']
    const [first, second] = [await opening, await use()]
    assert.equal(worker.opened.length, 1)
    first.close()
    await use().then((third) => third.close())
    assert.equal(worker.opened.length, 1)
    second.close()
    await use()
    assert.equal(worker.opened.length, 2)
  })

  it('count a transport that could not be made as none', async () => {
    const { worker, sockets, machine, use } = await setUp()
    const failing = async () => await Promise.reject(new Error('closed meanwhile'))
    await assert.rejects(sockets.use(failing), /closed meanwhile/)
    machine.addresses = ['127.0.0.5', '127.0.0.1']
    await use()
    assert.equal(worker.opened.length, 2)
  })

  it('of one address are opened once', async () => {
    const { worker, machine, use } = await setUp({ wildcards: [] })
    machine.addresses = ['127.0.0.5']
    await use()
    assert.deepEqual(
      worker.opened.map(({ places }) => places),
      [['tcp 127.0.0.1', 'udp 127.0.0.1']],
    )
  })

  it('go without sockets of single addresses when one went in the same moment', async () => {
    const { worker, lines } = await setUp({ failures: ['uv_udp_bind() failed: address not available'] })
    assert.deepEqual(worker.opened[0]?.places, ['tcp 0.0.0.0', 'udp 0.0.0.0'])
    assert.equal(lines.length, 1)
  })

  it('take the next port when somebody took theirs, before or in the same moment', async (t) => {
    const firstPort = await heldPort(t)
    const before = await setUp({ firstPort })
    assert.notEqual(before.sockets.port, firstPort)
    assert.equal(before.worker.attempts, 1, 'the worker was asked to open a port that is taken')
    const moment = await setUp({ failures: ['uv_listen() failed: address already in use'] })
    assert.equal(moment.worker.attempts, 2)
    const { wanted, port } = before.lines[0] ?? {}
    assert.deepEqual([wanted, port], [firstPort, before.sockets.port])
  })

  it('take another port when theirs was taken while they were opened anew, and can be had again after a failure', async () => {
    const { worker, machine, use } = await setUp()
    machine.addresses = ['127.0.0.5', '127.0.0.1']
    worker.failures.push('uv_listen() failed: address already in use', 'out of memory')
    await assert.rejects(use(), /out of memory/)
    const { server } = await use()
    assert.equal(server, worker.opened[1])
    assert.equal(server.closed, false)
  })

  it('ask the worker once when it fails for another reason than the port', async () => {
    const { worker, machine, use } = await setUp()
    machine.addresses = ['127.0.0.5', '127.0.0.1']
    worker.failures.push('Channel closed')
    await assert.rejects(use(), /Channel closed/)
    assert.equal(worker.attempts, 2)
  })

  it('are refused with the error of the system for an address that the machine does not have', async () => {
    const worker = new FakeWorker()
    const opening = MediaSockets.open(
      {
        id: 'w1',
        mediasoupWorker: worker as unknown as Parameters<typeof MediaSockets.open>[0]['mediasoupWorker'],
        settings: { listen: { addresses: () => ['192.0.2.1'], wildcards: [] }, socketBufferBytes: 65_536 },
        logger: createLogger({ level: 'info', format: 'json' }),
      },
      40_000,
    )
    await assert.rejects(opening, { code: 'EADDRNOTAVAIL' })
    assert.equal(worker.attempts, 0)
  })
})
