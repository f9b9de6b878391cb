import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { RetryTimer } from './retry-timer.ts'

function setUp(t: TestContext) {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  let attempts = 0
  const retry = new RetryTimer(() => (attempts += 1))
  /** Fails once more, and says after which pause the next attempt came. */
  const pause = (): number => {
    const before = attempts
    retry.schedule()
    for (let ms = 1; ms <= 60_000; ms += 1) {
      t.mock.timers.tick(1)
      if (attempts > before) return ms
    }
    return Number.POSITIVE_INFINITY
  }
  return { retry, pause, attempts: () => attempts }
}

describe('RetryTimer', () => {
  it('waits twice as long each time, and never longer than half a minute', (t) => {
    const { pause } = setUp(t)
    const pauses = Array.from({ length: 8 }, pause)
    assert.deepEqual(pauses, [500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000])
  })

  it('begins anew once nothing was left to try', (t) => {
    const { retry, pause } = setUp(t)
    pause()
    pause()
    retry.reset()
    assert.equal(pause(), 500)
  })

  it('tries once, however many failures come before it', (t) => {
    const { retry, attempts } = setUp(t)
    retry.schedule()
    t.mock.timers.tick(499)
    retry.schedule()
    t.mock.timers.tick(1)
    assert.equal(attempts(), 1)
    t.mock.timers.tick(60_000)
    assert.equal(attempts(), 1)
  })

  it('does not try again what it was told to forget', (t) => {
    const { retry, attempts } = setUp(t)
    retry.schedule()
    retry.reset()
    t.mock.timers.tick(60_000)
    assert.equal(attempts(), 0)
  })
})
