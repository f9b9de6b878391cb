import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import type { Worker, WorkerResourceUsage } from 'mediasoup/types'
import { WorkerLoad } from './worker-load.ts'

const INTERVAL_MS = 2000
const someone = () => ({ cost: 0.01, running: 0 })

/** A load over a worker and a clock that the test sets. */
function setUp(t: TestContext, assumedCpu: () => number | undefined = () => undefined) {
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
  const load = new WorkerLoad(worker as unknown as Worker, () => (stuck += 1), {
    pulse: () => ({ ...pulse }),
    assumedCpu,
  })
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
    const { clock, load } = setUp(t)
    load.add(someone())
    load.add(someone())
    load.add(someone())()
    assert.equal(load.participants, 2)
    assert.ok(Math.abs(load.expected - 0.02) < 1e-9, `${load.expected}`)
    clock.now = 2000
    await load.sample()
    assert.equal(load.expected, 0.01, 'their media ran in half of the interval')
    clock.now = 4000
    await load.sample()
    assert.equal(load.participants, 2)
    assert.equal(load.expected, 0)
  })

  it('remembers the highest load of ten seconds', async (t) => {
    const { clock, worker, load } = setUp(t)
    const measure = async (usedMs: number): Promise<number> => {
      clock.now += 2000
      worker.usage = { ru_utime: worker.usage.ru_utime + usedMs, ru_stime: 0 }
      await load.sample()
      return load.recentPeak
    }
    const peaks: number[] = []
    for (const usedMs of [200, 1000, 400, 200, 200, 200, 200]) peaks.push(await measure(usedMs))
    assert.deepEqual(peaks, [0.1, 0.5, 0.5, 0.5, 0.5, 0.5, 0.2])
  })

  it('learns what a stream costs, once there are enough of them', async (t) => {
    const { clock, worker, load } = setUp(t)
    const ada = { cost: 0, running: 10 }
    const measure = async (usedMs: number): Promise<number | undefined> => {
      clock.now += 2000
      worker.usage = { ru_utime: worker.usage.ru_utime + usedMs, ru_stime: 0 }
      await load.sample()
      return load.streamShare
    }
    load.add(ada)
    assert.equal(await measure(200), undefined, 'few streams tell nothing')
    ada.running = 200
    assert.equal(await measure(20), undefined, 'timers tell nothing')
    assert.equal(await measure(200), 0.0005)
    ada.running = 300
    assert.equal(await measure(500), 0.001, 'streams are those of the interval')
    ada.running = 0
    await measure(500)
    assert.equal(await measure(500), 0.25 / 150, 'what it has learnt it keeps')
  })

  it('learns nothing of streams while people come, whose handshakes cost more than they do', async (t) => {
    const { clock, worker, load } = setUp(t)
    for (let count = 0; count < 5; count += 1) {
      load.add({ cost: 0.005, running: 20 })
      clock.now += 2000
      worker.usage = { ru_utime: worker.usage.ru_utime + 400, ru_stime: 0 }
      await load.sample()
    }
    assert.equal(load.streamShare, undefined)
    clock.now += 2000
    await load.sample()
    worker.usage = { ru_utime: worker.usage.ru_utime + 100, ru_stime: 0 }
    clock.now += 2000
    await load.sample()
    assert.equal(load.streamShare, 0.0005)
  })

  it('takes what it is told for measured', async (t) => {
    const told: { cpu?: number } = {}
    const { clock, worker, load } = setUp(t, () => told.cpu)
    clock.now = 2000
    worker.usage = { ru_utime: 1800, ru_stime: 0 }
    await load.sample()
    assert.deepEqual([load.expected, load.recentPeak], [0.9, 0.9])
    told.cpu = 0.2
    assert.deepEqual([load.expected, load.recentPeak, load.cpu], [0.2, 0.2, 0.9])
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
    load.add(someone())
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
    const leave = load.add(someone())
    assert.equal(await settle(3), 3)
    worker.usage = { ru_utime: 1000, ru_stime: 0 }
    assert.equal(await settle(1), 1)
    assert.equal(load.cpu, 0.5)
    leave()
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
