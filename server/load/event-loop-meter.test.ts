import assert from 'node:assert/strict'
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
})
