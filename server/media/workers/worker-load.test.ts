import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import type { Worker, WorkerResourceUsage } from 'mediasoup/types'
import { WorkerLoad } from './worker-load.ts'

const INTERVAL_MS = 2000

/** A load over a worker and a clock that the test sets. */
function setUp(t: TestContext) {
  t.mock.timers.enable({ apis: ['setInterval'] })
  const clock = { now: 0 }
  t.mock.method(performance, 'now', () => clock.now)
  const worker = {
    usage: { ru_utime: 0, ru_stime: 0 },
    asked: 0,
    answer: (): Promise<unknown> => Promise.resolve(worker.usage),
    getResourceUsage(): Promise<WorkerResourceUsage> {
      worker.asked += 1
      return worker.answer() as Promise<WorkerResourceUsage>
    },
  }
  let stuck = 0
  const pulse = { cpuTicks: 0, waits: 0 }
  const load = new WorkerLoad(
    worker as unknown as Worker,
    () => (stuck += 1),
    () => ({ ...pulse }),
  )
  t.after(() => load.stop())
  const tick = (times: number): void => {
    for (let count = 0; count < times; count += 1) t.mock.timers.tick(INTERVAL_MS)
  }
  return { clock, worker, load, pulse, tick, stuck: () => stuck }
}

describe('WorkerLoad', () => {
  it('tells the share of a core that was used since the last measurement', async (t) => {
    const { clock, worker, load } = setUp(t)
    clock.now = 2000
    worker.usage = { ru_utime: 300, ru_stime: 100 }
    await load.sample()
    assert.equal(load.cpu, 0.2)
    clock.now = 4000
    worker.usage = { ru_utime: 1200, ru_stime: 200 }
    await load.sample()
    assert.equal(load.cpu, 0.5)
  })

  it('stays between nothing and one core, whatever the clocks say', async (t) => {
    const { clock, worker, load } = setUp(t)
    clock.now = 1000
    worker.usage = { ru_utime: 5000, ru_stime: 0 }
    await load.sample()
    assert.equal(load.cpu, 1)
    clock.now = 2000
    worker.usage = { ru_utime: 4000, ru_stime: 0 }
    await load.sample()
    assert.equal(load.cpu, 0)
  })

  it('counts newcomers as load until they are measured, and those who leave no more', async (t) => {
    const { load } = setUp(t)
    load.add()
    load.add()
    load.add()
    load.remove()
    assert.equal(load.participants, 2)
    assert.equal(load.expected, 0.03)
    await load.sample()
    assert.equal(load.participants, 2)
    assert.equal(load.expected, 0)
  })

  it('keeps what it measured when the worker ends while it is asked', async (t) => {
    const { clock, worker, load } = setUp(t)
    clock.now = 2000
    worker.usage = { ru_utime: 1000, ru_stime: 0 }
    await load.sample()
    worker.answer = () => Promise.reject(new Error('Channel closed'))
    await load.sample()
    assert.equal(load.cpu, 0.5)
  })

  it('takes a worker that misses five measurements for stuck, and says so once', (t) => {
    const { worker, load, tick, stuck } = setUp(t)
    worker.answer = () => new Promise(() => undefined)
    load.start()
    tick(5)
    assert.equal(stuck(), 0)
    tick(1)
    assert.equal(stuck(), 1)
    tick(10)
    assert.equal(stuck(), 1)
    assert.equal(worker.asked, 1, 'a worker that has not answered is not asked again')
  })

  it('bears with a worker that works and whose answer waits behind others', (t) => {
    const { worker, load, pulse, tick, stuck } = setUp(t)
    worker.answer = () => new Promise(() => undefined)
    load.start()
    for (let beat = 0; beat < 100; beat += 1) {
      pulse.cpuTicks += 200
      pulse.waits += 1
      tick(1)
    }
    assert.equal(stuck(), 0)
    tick(5)
    assert.equal(stuck(), 1, 'until it stands still')
  })

  it('gives a worker up that turns in a circle for a minute', (t) => {
    const { worker, load, pulse, tick, stuck } = setUp(t)
    worker.answer = () => new Promise(() => undefined)
    load.start()
    for (let beat = 0; beat < 30; beat += 1) {
      pulse.cpuTicks += 200
      tick(1)
    }
    assert.equal(stuck(), 0)
    pulse.cpuTicks += 200
    tick(1)
    assert.equal(stuck(), 1)
  })

  it('bears with a worker that answers late', async (t) => {
    const { worker, load, tick, stuck } = setUp(t)
    // Somebody is there: it is asked with every interval.
    load.add()
    const late = Promise.withResolvers<unknown>()
    worker.answer = () => late.promise
    load.start()
    tick(5)
    late.resolve(worker.usage)
    await new Promise(setImmediate)
    tick(1)
    assert.equal(worker.asked, 2)
    assert.equal(stuck(), 0)
  })

  it('asks a worker that carries nobody and rests every ten seconds, and others every two', async (t) => {
    const { clock, worker, load, tick } = setUp(t)
    const settle = async (times: number): Promise<number> => {
      const before = worker.asked
      for (let count = 0; count < times; count += 1) {
        clock.now += INTERVAL_MS
        tick(1)
        await new Promise(setImmediate)
      }
      return worker.asked - before
    }
    load.start()
    assert.equal(await settle(1), 1)
    assert.equal(await settle(10), 2)
    load.add()
    assert.equal(await settle(3), 3)
    worker.usage = { ru_utime: 1000, ru_stime: 0 }
    assert.equal(await settle(1), 1)
    assert.equal(load.cpu, 0.5)
    load.remove()
    assert.equal(await settle(1), 1, 'who was busy is measured once more before it counts as resting')
    assert.equal(load.cpu, 0)
    assert.equal(await settle(10), 2)
  })

  it('asks no more once it is stopped', (t) => {
    const { worker, load, tick } = setUp(t)
    load.start()
    load.stop()
    tick(10)
    assert.equal(worker.asked, 0)
  })
})
