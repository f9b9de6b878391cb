import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { UdpRetry } from './udp-retry.ts'

const MINUTE_MS = 60_000

function setUp(t: TestContext) {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  let path: 'udp' | 'tcp' | null = 'tcp'
  let attempts = 0
  const retry = new UdpRetry({ readPath: () => Promise.resolve(path), attempt: () => (attempts += 1) })
  return {
    retry,
    attempts: () => attempts,
    use: (now: typeof path) => (path = now),
    async pass(minutes: number) {
      for (let minute = 0; minute < minutes; minute += 1) {
        t.mock.timers.tick(MINUTE_MS)
        for (let turn = 0; turn < 5; turn += 1) await Promise.resolve()
      }
    },
  }
}

describe('UdpRetry', () => {
  it('tries after five minutes, and then less and less often', async (t) => {
    const { retry, attempts, pass } = setUp(t)
    retry.fled()
    await pass(4)
    assert.equal(attempts(), 0)
    await pass(1)
    assert.equal(attempts(), 1)
    await pass(9)
    assert.equal(attempts(), 1)
    await pass(1)
    assert.equal(attempts(), 2)
    await pass(20)
    assert.equal(attempts(), 3)
  })

  it('ends once media is back on UDP', async (t) => {
    const { retry, attempts, pass, use } = setUp(t)
    retry.fled()
    await pass(5)
    use('udp')
    await pass(300)
    assert.equal(attempts(), 1)
  })

  it('waits for media that is not there', async (t) => {
    const { retry, attempts, pass, use } = setUp(t)
    use(null)
    retry.fled()
    await pass(9)
    assert.equal(attempts(), 0)
    use('tcp')
    await pass(1)
    assert.equal(attempts(), 1)
  })

  it('forgets what it learned when the network changes', async (t) => {
    const { retry, attempts, pass } = setUp(t)
    retry.fled()
    await pass(5)
    retry.networkChanged()
    await pass(300)
    assert.equal(attempts(), 1)
    retry.fled()
    await pass(5)
    assert.equal(attempts(), 2)
  })
})
