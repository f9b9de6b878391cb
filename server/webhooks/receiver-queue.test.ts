import assert from 'node:assert/strict'
import { it, type TestContext } from 'node:test'
import { createSilentLogger } from '../observability/logger.ts'
import { newDelivery, WebhookMemory } from './memory-store.ts'
import type { Answer } from './post.ts'
import { ReceiverQueue } from './receiver-queue.ts'
import type { WebhookEvent } from './store.ts'

const RECEIVER = {
  name: 'board',
  url: 'https://board.example/',
  keys: [Buffer.alloc(32)],
  events: new Set([]),
}
const HOUR_MS = 3_600_000

interface Call {
  id: string
  at: number
  answer: (status: number, retryAfterMs?: number) => void
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

function createBench(t: TestContext, { connections = 4 } = {}) {
  t.mock.timers.enable({ apis: ['setTimeout', 'Date'], now: 1_000_000 })
  const store = new WebhookMemory()
  const calls: Call[] = []
  const queue = new ReceiverQueue({
    receiver: RECEIVER,
    store,
    poster: {
      post: (_body, headers) =>
        new Promise<Answer>((resolve) =>
          calls.push({
            id: headers['webhook-id'] ?? '',
            at: Date.now(),
            answer: (status, retryAfterMs = 0) => resolve({ status, error: '', retryAfterMs }),
          }),
        ),
      close: () => undefined,
    },
    connections,
    giveUpMs: 24 * HOUR_MS,
    maxWaiting: 1000,
    ended: () => undefined,
    logger: createSilentLogger(),
    random: () => 0.5,
  })
  const add = (room: string): WebhookEvent => {
    const position = store.newest + 1
    const event = { position, id: `m${position}`, room, number: 1, type: 'x', at: Date.now(), body: '{}' }
    store.announce({ event, receivers: ['board'], open: true })
    queue.add(newDelivery(event, 'board'))
    return event
  }
  const answer = async (status: number, retryAfterMs?: number): Promise<void> => {
    for (const call of calls.splice(0)) call.answer(status, retryAfterMs)
    await turn()
  }
  const pass = async (ms: number): Promise<string[]> => {
    t.mock.timers.tick(ms)
    await turn()
    return calls.map(({ id }) => id)
  }
  const stateOf = (id: string) => store.find(id)[0]
  return { store, queue, calls, add, answer, pass, stateOf }
}

it('tries again after longer and longer pauses, and gives up after a day', async (t) => {
  const { add, answer, pass, calls, stateOf } = createBench(t)
  add('red')
  const pauses: number[] = []
  let last = Date.now()
  while (stateOf('m1')?.state === 'waiting') {
    await answer(503)
    if (stateOf('m1')?.state !== 'waiting') break
    while (calls.length === 0) await pass(1000)
    pauses.push((Date.now() - last) / 1000)
    last = Date.now()
  }
  assert.deepEqual(pauses.slice(0, 9), [5, 15, 45, 135, 405, 1215, 3645, 10_935, 14_400])
  const total = pauses.reduce((sum, pause) => sum + pause, 0)
  assert.ok(total > 19 * 3600 && total <= 24 * 3600, `${total} s`)
  assert.equal(stateOf('m1')?.state, 'failed')
})

it('keeps later events of a room back while the receiver is away, and those of other rooms never', async (t) => {
  const { add, answer, pass, calls } = createBench(t)
  add('red')
  add('red')
  add('blue')
  assert.deepEqual(await pass(0), ['m1', 'm3'])
  await answer(503)
  assert.deepEqual(calls, [])
  assert.deepEqual(await pass(5000), ['m1', 'm3'])
  await answer(204)
  assert.deepEqual(await pass(0), ['m2'])
})

it('lets nothing wait for an event that the receiver refuses for itself', async (t) => {
  const { add, answer, pass } = createBench(t)
  add('red')
  add('red')
  assert.deepEqual(await pass(0), ['m1'])
  await answer(400)
  assert.deepEqual(await pass(0), ['m2'])
  await answer(204)
  assert.deepEqual(await pass(5000), ['m1'])
})

it('lets an event that fails again and again hold its room for minutes, not for hours', async (t) => {
  const { add, answer, pass, calls } = createBench(t)
  add('red')
  add('red')
  for (let attempt = 0; attempt < 5; attempt += 1) {
    while (calls.length === 0) await pass(1000)
    assert.deepEqual(
      calls.map(({ id }) => id),
      ['m1'],
    )
    await answer(500)
  }
  assert.deepEqual(await pass(0), ['m2'])
})

it('leaves a receiver alone for as long as it asks, at most an hour', async (t) => {
  const { add, answer, pass } = createBench(t)
  add('red')
  await pass(0)
  await answer(429, 60_000)
  assert.deepEqual(await pass(59_000), [])
  assert.deepEqual(await pass(1000), ['m1'])
  await answer(429, 999_999_000)
  assert.deepEqual(await pass(HOUR_MS), ['m1'])
})

it('sends no more at a time than it may, and lets rooms take turns', async (t) => {
  const { add, answer, pass } = createBench(t, { connections: 1 })
  for (const room of ['red', 'red', 'red', 'blue']) add(room)
  assert.deepEqual(await pass(0), ['m1'])
  await answer(204)
  assert.deepEqual(await pass(0), ['m4'])
  await answer(204)
  assert.deepEqual(await pass(0), ['m2'])
})

it('gives up at once what a receiver never wants to hear of again', async (t) => {
  const { add, answer, pass, stateOf } = createBench(t)
  add('red')
  await pass(0)
  await answer(410)
  assert.deepEqual([stateOf('m1')?.state, stateOf('m1')?.status], ['failed', 410])
})
