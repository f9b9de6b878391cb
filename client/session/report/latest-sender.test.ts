import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { LatestSender } from './latest-sender.ts'

const flush = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

// How changes travel together is tested in view-sender.test.ts.
function createBench(t: TestContext) {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const sent: number[] = []
  const sender = new LatestSender<number>((value) => {
    sent.push(value)
    return Promise.resolve()
  }, 1_000)
  sender.seated()
  const pass = async (ms: number): Promise<void> => {
    await flush()
    t.mock.timers.tick(ms)
    await flush()
  }
  return { sender, sent, pass }
}

test('a page that goes away waits for nothing', (t) => {
  const { sender, sent } = createBench(t)
  sender.set(1)
  sender.set(2)
  assert.deepEqual(sent, [1])
  sender.hurry()
  assert.deepEqual(sent, [1, 2])
})

test('a page that goes away says nothing twice, and nothing without a seat', async (t) => {
  const { sender, sent, pass } = createBench(t)
  sender.hurry()
  sender.set(1)
  sender.hurry()
  await pass(5_000)
  assert.deepEqual(sent, [1])
  sender.unseated()
  sender.set(2)
  sender.hurry()
  assert.deepEqual(sent, [1])
})
