import assert from 'node:assert/strict'
import { EventEmitter } from 'node:events'
import { describe, it } from 'node:test'
import type { PipeTransport, PipeTransportOptions, Router } from 'mediasoup/types'
import { LocalPipeEnd } from './local-pipe-end.ts'
import { PipeTransports, type PipedRouter } from './pipe-transports.ts'

/** Something of mediasoup that can be watched and closed. */
class Fake extends EventEmitter {
  readonly observer = new EventEmitter()
  closed = false
  paused = false
  producerPaused = false

  close(): void {
    if (this.closed) return
    this.closed = true
    this.observer.emit('close')
  }

  pause(): Promise<void> {
    this.paused = true
    return Promise.resolve()
  }

  resume(): Promise<void> {
    this.paused = false
    return Promise.resolve()
  }
}

class FakeTransport extends Fake {
  readonly tuple: { localAddress: string; localPort: number }
  /** Where it was told that the other end receives. */
  remotes: unknown[] = []
  readonly consumers: Fake[] = []
  /** Happens while the copy is made. */
  meanwhile: () => void = () => undefined
  readonly producers: Fake[] = []

  constructor(localPort: number) {
    super()
    this.tuple = { localAddress: '127.0.0.1', localPort }
  }

  connect(remote: unknown): Promise<void> {
    this.remotes.push(remote)
    return Promise.resolve()
  }

  consume(): Promise<Fake> {
    const consumer = new Fake()
    this.consumers.push(consumer)
    return Promise.resolve(consumer)
  }

  produce({ paused }: { paused: boolean }): Promise<Fake> {
    const producer = new Fake()
    producer.paused = paused
    this.producers.push(producer)
    this.meanwhile()
    return Promise.resolve(producer)
  }
}

function createRouter(id: string) {
  const transports: FakeTransport[] = []
  const orders: PipeTransportOptions[] = []
  // Each router has a port of its own.
  const port = id.charCodeAt(0)
  const router = { id, port, failures: 0, transports, orders }
  const library = {
    createPipeTransport: (order: PipeTransportOptions) => {
      orders.push(order)
      if (router.failures > 0) {
        router.failures -= 1
        return Promise.reject(new Error('too many open files'))
      }
      const transport = new FakeTransport(port)
      transports.push(transport)
      return Promise.resolve(transport as unknown as PipeTransport)
    },
  } as Pick<Router, 'createPipeTransport'>
  const end: PipedRouter = {
    id,
    openPipe: async (closed) => await LocalPipeEnd.open(library, '127.0.0.1', closed),
  }
  return Object.assign(router, { end })
}

describe('PipeTransports', () => {
  it('connects two routers once, for both directions', async () => {
    const [a, b] = [createRouter('a'), createRouter('b')]
    const pipes = new PipeTransports()
    await Promise.all([pipes.carry('p1', a.end, b.end), pipes.carry('p2', b.end, a.end)])
    assert.deepEqual([a.transports.length, b.transports.length], [1, 1])
    assert.deepEqual(a.transports[0]?.remotes, [{ ip: '127.0.0.1', port: b.port }])
    assert.deepEqual(b.transports[0]?.remotes, [{ ip: '127.0.0.1', port: a.port }])
    assert.deepEqual([a.transports[0]?.consumers.length, b.transports[0]?.consumers.length], [1, 1])
  })

  it('opens ends that repair loss and hold a key frame of everybody', async () => {
    const [a, b] = [createRouter('a'), createRouter('b')]
    await new PipeTransports().carry('p1', a.end, b.end)
    const bytes = 4 * 1024 * 1024
    const expected = {
      enableRtx: true,
      enableSctp: false,
      listenInfo: { protocol: 'udp', ip: '127.0.0.1', sendBufferSize: bytes, recvBufferSize: bytes },
    }
    assert.deepEqual([...a.orders, ...b.orders], [expected, expected])
  })

  it('connects anew after a failure, and leaves no transport behind', async () => {
    const [a, b] = [createRouter('a'), createRouter('b')]
    const pipes = new PipeTransports()
    b.failures = 1
    await assert.rejects(pipes.carry('p1', a.end, b.end), /too many open files/)
    assert.equal(a.transports[0]?.closed, true)
    assert.ok(await pipes.carry('p1', a.end, b.end))
    assert.equal(b.transports.length, 1)
  })

  it('connects anew after one end is gone', async () => {
    const [a, b] = [createRouter('a'), createRouter('b')]
    const pipes = new PipeTransports()
    await pipes.carry('p1', a.end, b.end)
    b.transports[0]?.close()
    assert.equal(a.transports[0]?.closed, true)
    assert.ok(await pipes.carry('p1', a.end, b.end))
    assert.equal(a.transports.length, 2)
  })

  it('follows an original that pauses or ends while the copy is made', async () => {
    const [a, b] = [createRouter('a'), createRouter('b')]
    const pipes = new PipeTransports()
    await pipes.carry('p0', a.end, b.end)
    const [out, into] = [a.transports[0], b.transports[0]]
    assert.ok(out && into)
    into.meanwhile = () => out.consumers.at(-1)?.emit('producerpause')
    assert.equal((await pipes.carry('p1', a.end, b.end))?.paused, true)
    into.meanwhile = () => out.consumers.at(-1)?.close()
    assert.equal(await pipes.carry('p2', a.end, b.end), undefined)
    assert.equal(into.producers.at(-1)?.closed, true)
  })

  it('closes its end when the copy cannot be made', async () => {
    const [a, b] = [createRouter('a'), createRouter('b')]
    const pipes = new PipeTransports()
    await pipes.carry('p0', a.end, b.end)
    const [out, into] = [a.transports[0], b.transports[0]]
    assert.ok(out && into)
    into.meanwhile = () => {
      throw new Error('no such codec')
    }
    await assert.rejects(pipes.carry('p1', a.end, b.end), /no such codec/)
    assert.equal(out.consumers.at(-1)?.closed, true)
    assert.equal(out.closed, false)
  })

  it('lets the copy pause and end with the original, and the other way round', async () => {
    const [a, b] = [createRouter('a'), createRouter('b')]
    const pipes = new PipeTransports()
    const copy = await pipes.carry('p1', a.end, b.end)
    const [consumer] = a.transports[0]?.consumers ?? []
    assert.ok(copy && consumer)
    consumer.emit('producerpause')
    assert.equal(copy.paused, true)
    consumer.emit('producerresume')
    assert.equal(copy.paused, false)
    consumer.close()
    assert.equal(copy.closed, true)
    const other = await pipes.carry('p2', a.end, b.end)
    other?.close()
    assert.equal(a.transports[0]?.consumers[1]?.closed, true)
  })

  it('keeps a producer back and lets it through again, which its copy does not notice', async () => {
    const [a, b] = [createRouter('a'), createRouter('b')]
    const copy = await new PipeTransports().carry('p1', a.end, b.end)
    const [consumer] = a.transports[0]?.consumers ?? []
    assert.ok(copy && consumer)
    await copy.setSending(false)
    assert.deepEqual([consumer.paused, copy.paused], [true, false])
    consumer.emit('producerpause')
    assert.equal(copy.paused, true, 'what its owner does goes on')
    await copy.setSending(true)
    assert.deepEqual([consumer.paused, copy.paused], [false, true])
    consumer.pause = () => Promise.reject(new Error('Consumer closed'))
    await copy.setSending(false)
  })
})
