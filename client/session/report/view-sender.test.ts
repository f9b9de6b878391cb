import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import type { View } from '../../../protocol/index.ts'
import { ViewSender } from './view-sender.ts'

const view = (width: number): View => ({
  tiles: [{ participantId: 'anna-0001', source: 'camera', width, height: 100 }],
  pins: [],
})

const flush = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

function createBench(t: TestContext) {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const sent: View[] = []
  const outcome: { next: () => Promise<unknown> } = { next: () => Promise.resolve() }
  const sender = new ViewSender((wanted) => {
    sent.push(wanted)
    return outcome.next()
  })
  const widths = (): (number | undefined)[] => sent.map(({ tiles }) => tiles[0]?.width)
  const pass = async (ms: number): Promise<void> => {
    await flush()
    t.mock.timers.tick(ms)
    await flush()
  }
  return { sender, sent, widths, outcome, pass }
}

test('the first view goes out at once', (t) => {
  const { sender, widths } = createBench(t)
  sender.seated()
  sender.set(view(100))
  assert.deepEqual(widths(), [100])
})

test('views in quick succession go out as one, the latest', async (t) => {
  const { sender, widths, pass } = createBench(t)
  sender.seated()
  for (const width of [100, 200, 300, 400]) sender.set(view(width))
  await pass(99)
  assert.deepEqual(widths(), [100])
  await pass(1)
  assert.deepEqual(widths(), [100, 400])
})

test('the same view is not sent twice', async (t) => {
  const { sender, widths, pass } = createBench(t)
  sender.seated()
  sender.set(view(100))
  await pass(500)
  sender.set(view(100))
  await pass(500)
  assert.deepEqual(widths(), [100])
})

test('a view that was set before the seat goes out with it', (t) => {
  const { sender, widths } = createBench(t)
  sender.set(view(100))
  assert.deepEqual(widths(), [])
  sender.seated()
  assert.deepEqual(widths(), [100])
})

test('a new seat is told the view again', async (t) => {
  const { sender, widths, pass } = createBench(t)
  sender.seated()
  sender.set(view(100))
  await pass(500)
  sender.unseated()
  sender.set(view(200))
  await pass(500)
  assert.deepEqual(widths(), [100])
  sender.seated()
  assert.deepEqual(widths(), [100, 200])
})

test('a view that the server did not take is sent again', async (t) => {
  const { sender, widths, outcome, pass } = createBench(t)
  outcome.next = () => Promise.reject(new Error('rate_limited'))
  sender.seated()
  sender.set(view(100))
  outcome.next = () => Promise.resolve()
  await pass(900)
  assert.deepEqual(widths(), [100])
  await pass(100)
  assert.deepEqual(widths(), [100, 100])
})

test('an answer for a former seat neither holds up nor repeats anything', async (t) => {
  const { sender, widths, outcome, pass } = createBench(t)
  const old = Promise.withResolvers<void>()
  outcome.next = () => old.promise
  sender.seated()
  sender.set(view(100))
  outcome.next = () => Promise.resolve()
  sender.unseated()
  sender.seated()
  assert.deepEqual(widths(), [100, 100])
  old.reject(new Error('interrupted'))
  await pass(5_000)
  assert.deepEqual(widths(), [100, 100])
})

test('only one request is under way at a time', async (t) => {
  const { sender, widths, outcome, pass } = createBench(t)
  const slow = Promise.withResolvers<void>()
  outcome.next = () => slow.promise
  sender.seated()
  sender.set(view(100))
  sender.set(view(200))
  await pass(1_000)
  assert.deepEqual(widths(), [100])
  slow.resolve()
  await pass(0)
  assert.deepEqual(widths(), [100, 200])
})

test('measured sizes are brought into the bounds of the protocol', (t) => {
  const { sender, sent } = createBench(t)
  sender.seated()
  const tiles = Array.from({ length: 60 }, () => ({
    participantId: 'anna-0001',
    source: 'camera' as const,
    width: 0.4,
    height: 12_345.6,
  }))
  sender.set({ tiles, pins: [] })
  assert.equal(sent[0]?.tiles.length, 49)
  assert.equal(sent[0]?.tiles[0]?.width, 1)
  assert.equal(sent[0]?.tiles[0]?.height, 8_192)
})
