import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Worker } from 'mediasoup/types'
import { ObjectCount } from './object-count.ts'

type Dump = Awaited<ReturnType<Worker['dump']>>

/** A worker that answers when it is told to. */
class FakeWorker {
  readonly #waiting: { resolve: (dump: Dump) => void; reject: (error: Error) => void }[] = []
  asked = 0

  async dump(): Promise<Dump> {
    this.asked += 1
    return await new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }))
  }

  answer(objects: number): void {
    const channelRequestHandlers = Array.from({ length: objects }, String)
    this.#waiting.shift()?.resolve({ channelMessageHandlers: { channelRequestHandlers } } as unknown as Dump)
  }

  die(): void {
    this.#waiting.shift()?.reject(new Error('channel closed'))
  }
}

describe('the number of objects of a worker', () => {
  it('is asked for once by all who want it at the same time', async () => {
    const worker = new FakeWorker()
    const count = new ObjectCount(worker)
    const answers = [count.read(), count.read()]
    worker.answer(3)
    assert.deepEqual(await Promise.all(answers), [3, 3])
    assert.equal(worker.asked, 1)
  })

  it('stays good the longer the more objects there are', async (t) => {
    let now = 0
    t.mock.method(performance, 'now', () => now)
    const worker = new FakeWorker()
    const count = new ObjectCount(worker)
    const first = count.read()
    worker.answer(100)
    await first
    now = 999
    assert.equal(await count.read(), 100)
    assert.equal(worker.asked, 1)
    now = 1000
    const second = count.read()
    worker.answer(2)
    assert.equal(await second, 2)
    now = 1020
    void count.read()
    assert.equal(worker.asked, 3)
  })

  it('is not a number while the worker does not answer, and is asked for again then', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] })
    const worker = new FakeWorker()
    const count = new ObjectCount(worker)
    const late = count.read()
    t.mock.timers.tick(1000)
    assert.ok(Number.isNaN(await late))
    worker.die()
    const dead = count.read()
    worker.die()
    assert.ok(Number.isNaN(await dead))
    assert.equal(worker.asked, 2)
  })
})
