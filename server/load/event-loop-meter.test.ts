import assert from 'node:assert/strict'
import { syncBuiltinESMExports } from 'node:module'
import perfHooks from 'node:perf_hooks'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { describe, it, type TestContext } from 'node:test'
import { waitFor } from '../../tools/harness/wait-for.ts'
import { EventLoopMeter } from './event-loop-meter.ts'

async function setUp(t: TestContext): Promise<EventLoopMeter> {
  const meter = new EventLoopMeter()
  t.after(() => meter.close())
  // Node measures from the first turn of the event loop on.
  await nextTurn()
  meter.read()
  // It looks more closely from here on, which begins with a turn as well.
  await nextTurn()
  return meter
}

/** Keeps the only thread busy. */
function standStill(ms: number): void {
  const until = performance.now() + ms
  while (performance.now() < until);
}

describe('EventLoopMeter', () => {
  it('tells a thread that never rests from one that does', async (t) => {
    const meter = await setUp(t)
    // Whoever waits does nothing meanwhile.
    await waitFor(() => (meter.read().busy < 0.9 ? undefined : 'the thread never rests'))
    standStill(20)
    const { busy } = meter.read()
    assert.ok(busy > 0.99 && busy <= 1, `busy for ${busy} of the time`)
  })

  it('tells how late timers ran, and forgets it with the next look', async (t) => {
    const meter = await setUp(t)
    // It takes the time between two of its own timers, and begins anew with each look.
    for (let turn = 0; turn < 5; turn += 1) {
      standStill(60)
      await nextTurn()
    }
    const latest = meter.read().delay
    assert.ok(latest.max >= 40, `at most ${latest.max} ms late after 60 ms of standstill`)
    assert.ok(latest.mean <= latest.max && latest.p99 <= latest.max)
    assert.deepEqual(meter.read().delay, { mean: 0, p99: 0, max: 0 })
  })

  it('wakes up ten times a second while nobody is served, and still sees a standstill', async (t) => {
    const enabled: number[] = []
    const { monitorEventLoopDelay } = perfHooks
    t.mock.method(perfHooks, 'monitorEventLoopDelay', (options: { resolution: number }) => {
      enabled.push(options.resolution)
      return monitorEventLoopDelay(options)
    })
    syncBuiltinESMExports()
    t.after(() => {
      t.mock.restoreAll()
      syncBuiltinESMExports()
    })
    const meter = new EventLoopMeter()
    t.after(() => meter.close())
    await nextTurn()
    for (const isServing of [false, true, true, false, false]) meter.read(isServing)
    assert.deepEqual(enabled, [100, 10, 100], 'a timer is exchanged only for another one')
    await nextTurn()
    for (let turn = 0; turn < 3; turn += 1) {
      standStill(250)
      await nextTurn()
    }
    const { max } = meter.read(false).delay
    assert.ok(max >= 100, `at most ${max} ms late after 250 ms of standstill`)
  })
})
