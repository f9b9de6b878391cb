import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { Pause, retryDelay } from './retry-pause.ts'
import { flush } from './test-join-loop.ts'

/** Shortest and longest pause after so many attempts. */
function rangeOf(t: TestContext, attempts: number): [number, number] {
  const random = t.mock.method(Math, 'random', () => 0)
  const least = retryDelay(attempts)
  random.mock.mockImplementation(() => 0.999_999)
  const most = Math.round(retryDelay(attempts))
  random.mock.restore()
  return [least, most]
}

test('pauses grow with each attempt up to one second, and a crowd is spread over half of them', (t) => {
  assert.deepEqual(rangeOf(t, 1), [150, 300])
  assert.deepEqual(rangeOf(t, 2), [300, 600])
  assert.deepEqual(rangeOf(t, 3), [500, 1_000])
  assert.deepEqual(rangeOf(t, 50), [500, 1_000])
})

test('before the first attempt the pause is the shortest one', (t) => {
  assert.deepEqual(rangeOf(t, 0), rangeOf(t, 1))
  assert.deepEqual(rangeOf(t, -3), rangeOf(t, 1))
})

/** Begins a pause and tells whether it is over. */
function begin(pause: Pause, ...args: Parameters<Pause['begin']>): () => Promise<boolean> {
  let over = false
  void pause.begin(...args).then(() => (over = true))
  return async () => {
    await flush()
    return over
  }
}

test('a pause ends after its time', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const isOver = begin(new Pause(), 300)
  t.mock.timers.tick(299)
  assert.equal(await isOver(), false)
  t.mock.timers.tick(1)
  assert.equal(await isOver(), true)
})

test('a pause without a time lasts until it is ended', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const pause = new Pause()
  const isOver = begin(pause, undefined)
  t.mock.timers.tick(3_600_000)
  assert.equal(await isOver(), false)
  pause.end()
  assert.equal(await isOver(), true)
})

test('a change of the connection ends only a pause that waits for it', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const [deaf, awake] = [new Pause(), new Pause()]
  const isDeafOver = begin(deaf, 1_000)
  const isAwakeOver = begin(awake, 1_000, true)
  deaf.statusChanged()
  awake.statusChanged()
  assert.equal(await isDeafOver(), false)
  assert.equal(await isAwakeOver(), true)
  deaf.end()
})

test('a time that is over already does not wait', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const isOver = begin(new Pause(), -50)
  t.mock.timers.tick(0)
  assert.equal(await isOver(), true)
})

test('nothing that ends a pause reaches into the next one', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const pause = new Pause()
  pause.end()
  const isFirstOver = begin(pause, 1_000)
  assert.equal(await isFirstOver(), false)
  pause.end()
  assert.equal(await isFirstOver(), true)
  const isSecondOver = begin(pause, 2_000)
  t.mock.timers.tick(1_000)
  assert.equal(await isSecondOver(), false, 'the timer of the first pause is cleared')
  pause.end()
})
