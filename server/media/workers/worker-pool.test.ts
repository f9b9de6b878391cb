import assert from 'node:assert/strict'
import { EventEmitter } from 'node:events'
import { describe, it, type TestContext } from 'node:test'
import { createLogger } from '../../observability/logger.ts'
import { WorkerPool, type WorkerPoolOptions } from './worker-pool.ts'
import type { MediaWorker } from './worker.ts'

class FakeWorker extends EventEmitter {
  readonly pid: number
  closed = false

  constructor(pid: number) {
    super()
    this.pid = pid
  }

  close(): void {
    this.closed = true
  }

  /** Ends like a process that crashed. */
  die(): void {
    this.closed = true
    this.emit('died', new Error('killed'))
  }
}

type Order = Parameters<WorkerPoolOptions['start']>[0]

/** Starts fake workers, which listen on the port that they are given unless the test says otherwise. */
class Starter {
  readonly orders: Order[] = []
  readonly workers: FakeWorker[] = []
  /** Which of the starts fail; the first has number 1. */
  readonly failing = new Set<number>()
  /** How far from the first port the next workers find a free one. */
  portsTaken = 0

  readonly start = async (order: Order): Promise<MediaWorker> => {
    this.orders.push(order)
    if (this.failing.has(this.orders.length)) throw new Error('no memory')
    const worker = new FakeWorker(1000 + this.orders.length)
    this.workers.push(worker)
    const port = order.firstPort + this.portsTaken
    return await Promise.resolve({ id: order.id, mediasoupWorker: worker, port } as unknown as MediaWorker)
  }

  get newest(): FakeWorker {
    const worker = this.workers.at(-1)
    assert.ok(worker)
    return worker
  }
}

/** Lets promises and the timers that are due take their turn. */
async function pass(t: TestContext, ms: number): Promise<void> {
  t.mock.timers.tick(ms)
  await new Promise(setImmediate)
}

async function setUp(t: TestContext, options: { size?: number; port?: number } = {}) {
  t.mock.timers.enable({ apis: ['setTimeout', 'Date'] })
  const starter = new Starter()
  const lines: Record<string, unknown>[] = []
  const started: string[] = []
  const create = async (): Promise<WorkerPool> =>
    await WorkerPool.create({
      size: 1,
      port: 0,
      ...options,
      start: starter.start,
      started: ({ id }) => started.push(id),
      logger: createLogger(
        { level: 'info', format: 'json' },
        { write: (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>) },
      ),
    })
  const pool = await create()
  t.after(() => pool.close())
  return { pool, starter, started, lines, create }
}

const idsOf = (pool: WorkerPool): string[] => pool.workers.map(({ id }) => id)

describe('WorkerPool', () => {
  it('starts its workers on ports that follow each other', async (t) => {
    const { pool, starter, started } = await setUp(t, { size: 3, port: 4000 })
    assert.deepEqual(starter.orders, [
      { id: 'w1', firstPort: 4000 },
      { id: 'w2', firstPort: 4001 },
      { id: 'w3', firstPort: 4002 },
    ])
    assert.deepEqual(idsOf(pool), ['w1', 'w2', 'w3'])
    assert.deepEqual(started, ['w1', 'w2', 'w3'])
  })

  it('goes on behind a port that another program made a worker take', async (t) => {
    const { starter, create } = await setUp(t, { size: 2, port: 4000 })
    starter.portsTaken = 5
    const second = await create()
    t.after(() => second.close())
    assert.deepEqual(
      starter.orders.slice(2).map(({ firstPort }) => firstPort),
      [4000, 4006],
    )
  })

  it('closes the workers that it has when another one does not start', async (t) => {
    const { starter, create } = await setUp(t, { size: 2 })
    starter.failing.add(4)
    await assert.rejects(create(), /no memory/)
    assert.equal(starter.newest.closed, true)
    assert.equal(starter.workers.length, 3)
  })

  it('replaces a worker that died at once, under a new id, and logs both ids', async (t) => {
    const { pool, starter, started, lines } = await setUp(t, { size: 2 })
    const [first] = starter.workers
    first?.die()
    assert.deepEqual(idsOf(pool), ['w2'])
    await pass(t, 0)
    assert.deepEqual(idsOf(pool), ['w3', 'w2'])
    assert.deepEqual(started, ['w1', 'w2', 'w3'])
    const death = lines.find(({ msg }) => msg === 'worker died')
    assert.deepEqual([death?.worker, death?.pid], ['w1', first?.pid])
  })

  it('starts a worker that dies again and again less and less often', async (t) => {
    const { pool, starter } = await setUp(t)
    for (const delay of [0, 1000, 5000, 30_000, 30_000]) {
      const before = starter.orders.length
      starter.newest.die()
      if (delay > 0) await pass(t, delay - 1)
      assert.equal(starter.orders.length, before, `started before ${delay} ms`)
      await pass(t, 1)
      assert.equal(starter.orders.length, before + 1, `not started after ${delay} ms`)
      assert.equal(pool.workers.length, 1)
    }
  })

  it('takes a worker that lived for more than a minute for healthy', async (t) => {
    const { starter } = await setUp(t)
    starter.newest.die()
    await pass(t, 0)
    starter.newest.die()
    await pass(t, 1000)
    await pass(t, 60_001)
    starter.newest.die()
    await pass(t, 0)
    assert.equal(starter.orders.length, 4)
  })

  it('tries again when a replacement does not start', async (t) => {
    const { pool, starter } = await setUp(t)
    starter.failing.add(2).add(3)
    starter.newest.die()
    await pass(t, 0)
    await pass(t, 1000)
    assert.deepEqual(idsOf(pool), [])
    await pass(t, 5000)
    assert.deepEqual(idsOf(pool), ['w4'])
  })

  it('has those who come meanwhile wait for the replacement', async (t) => {
    const { pool, starter } = await setUp(t)
    starter.newest.die()
    const waiting = pool.available()
    await pass(t, 0)
    await waiting
    assert.equal(pool.workers.length, 1)
  })

  it('starts nothing more once it is closed', async (t) => {
    const { pool, starter } = await setUp(t)
    starter.newest.die()
    pool.close()
    await pass(t, 60_000)
    assert.equal(starter.orders.length, 1)
    assert.deepEqual(pool.workers, [])
  })

  it('closes a worker that comes up after the pool was closed', async (t) => {
    const { pool, starter, started } = await setUp(t)
    starter.newest.die()
    t.mock.timers.tick(0)
    pool.close()
    await pass(t, 0)
    assert.equal(starter.workers.length, 2)
    assert.equal(starter.newest.closed, true)
    assert.deepEqual(started, ['w1'])
  })
})
