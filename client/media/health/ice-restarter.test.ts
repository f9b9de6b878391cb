import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { ProtocolError } from '../../../protocol/index.ts'
import type { MediaSignaling } from '../media-signaling.ts'
import { IceRestarter, type RestartableTransport } from './ice-restarter.ts'
import { INITIAL_HEALTH, reduceHealth, type HealthEvent, type PathState } from './path-health.ts'

const flush = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** A restarter of one transport together with the reducer that decides for it. */
interface Bench {
  path: { readonly state: PathState; refresh(): void; heard(): void; close(): void }
  states: PathState[]
  restarts: number
  requests: number
  browserSays: (state: string) => void
}

/** @param answer - what the server does with a request for an ICE restart */
function createBench(
  t: TestContext,
  answer: () => Promise<unknown> = () => Promise.resolve({ iceParameters: {} }),
): Bench {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const bench = { states: [] as PathState[], restarts: 0, requests: 0 } as Bench
  const transport: RestartableTransport = {
    id: 'transport-1',
    closed: false,
    on: (_event, listener) => {
      bench.browserSays = listener
    },
    restartIce: () => {
      bench.restarts += 1
      return Promise.resolve()
    },
  }
  const signaling = {
    request: () => {
      bench.requests += 1
      return answer()
    },
  } as unknown as MediaSignaling
  let health = INITIAL_HEALTH
  const observe = (event: HealthEvent): void => {
    const { path } = health.send
    health = reduceHealth(health, event)
    restarter.follow(health.send)
    if (health.send.path !== path) bench.states.push(health.send.path)
  }
  const restarter = new IceRestarter(transport, signaling, (event) =>
    observe({ ...event, direction: 'send' }),
  )
  restarter.follow(health.send)
  bench.path = {
    get state() {
      return health.send.path
    },
    refresh: () => observe({ type: 'restart-wanted', direction: 'send' }),
    heard: () => observe({ type: 'heard' }),
    close: () => restarter.close(),
  }
  return bench
}

test('a path that recovers by itself is left alone', async (t) => {
  const bench = createBench(t)
  bench.browserSays('connected')
  bench.browserSays('disconnected')
  t.mock.timers.tick(999)
  bench.browserSays('connected')
  t.mock.timers.tick(60_000)
  await flush()
  assert.equal(bench.requests, 0)
  assert.deepEqual(bench.states, ['open'])
})

test('a path that stays away gets new ICE credentials', async (t) => {
  const bench = createBench(t)
  bench.browserSays('connected')
  bench.browserSays('disconnected')
  t.mock.timers.tick(1_000)
  await flush()
  assert.equal(bench.restarts, 1)
  bench.browserSays('connected')
  t.mock.timers.tick(60_000)
  assert.deepEqual(bench.states, ['open', 'trouble', 'open'])
})

test('a failed path is restarted at once', async (t) => {
  const bench = createBench(t)
  bench.browserSays('connected')
  bench.browserSays('failed')
  await flush()
  assert.equal(bench.restarts, 1)
})

test('a restart that does not help within five seconds means a broken path', async (t) => {
  const bench = createBench(t)
  bench.browserSays('connected')
  bench.browserSays('failed')
  await flush()
  t.mock.timers.tick(4_999)
  assert.equal(bench.path.state, 'trouble')
  t.mock.timers.tick(1)
  assert.equal(bench.path.state, 'broken')
})

test('a path that fails during its restart gets no second one', async (t) => {
  const bench = createBench(t)
  bench.browserSays('connected')
  bench.browserSays('failed')
  await flush()
  bench.browserSays('failed')
  t.mock.timers.tick(2_999)
  assert.equal(bench.path.state, 'trouble')
  t.mock.timers.tick(1)
  assert.equal(bench.path.state, 'broken')
  assert.equal(bench.restarts, 1)
})

test('a browser without an address for a moment finds its path after all', async (t) => {
  const bench = createBench(t)
  bench.browserSays('connected')
  bench.path.refresh()
  await flush()
  bench.browserSays('failed')
  t.mock.timers.tick(2_000)
  bench.browserSays('connected')
  t.mock.timers.tick(60_000)
  assert.deepEqual(bench.states, ['open', 'trouble', 'open'])
})

test('a restart that changes no state has worked when something arrives', async (t) => {
  const bench = createBench(t)
  bench.browserSays('connected')
  bench.path.refresh()
  bench.path.heard()
  assert.equal(bench.path.state, 'trouble')
  await flush()
  bench.path.heard()
  assert.equal(bench.path.state, 'open')
  t.mock.timers.tick(60_000)
  assert.deepEqual(bench.states, ['open', 'trouble', 'open'])
})

test('what arrives is no proof for a path that the browser knows to be broken', async (t) => {
  const bench = createBench(t)
  bench.browserSays('connected')
  bench.browserSays('failed')
  await flush()
  bench.path.heard()
  assert.equal(bench.path.state, 'trouble')
})

test('a server that refuses the restart means a broken path', async (t) => {
  const bench = createBench(t, () => Promise.reject(new ProtocolError('not_found')))
  bench.browserSays('connected')
  bench.browserSays('failed')
  await flush()
  assert.deepEqual(bench.states, ['open', 'trouble', 'broken'])
})

test('a path that never opens is given up', (t) => {
  const bench = createBench(t)
  t.mock.timers.tick(15_000)
  assert.equal(bench.path.state, 'broken')
})

test('a closed restarter says nothing any more', (t) => {
  const bench = createBench(t)
  bench.path.close()
  bench.browserSays('failed')
  t.mock.timers.tick(60_000)
  assert.deepEqual(bench.states, [])
})
