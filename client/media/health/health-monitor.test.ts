import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { ACTIVITY_INTERVAL_MS } from '../../../protocol/index.ts'
import { FakeSignaling, settle } from '../test-media.ts'
import { HealthMonitor, type HealthChange } from './health-monitor.ts'
import type { RestartableTransport } from './ice-restarter.ts'

/** Moves the clock in steps that every detector notices; longer ones are those of a page that slept. */
const STEP_MS = 50

/** A monitor over two transports whose browser, server and media are played by the test. */
function createBench(t: TestContext) {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  let now = 1_000
  t.mock.method(performance, 'now', () => now)
  const signaling = new FakeSignaling()
  const changes: HealthChange[] = []
  const restarted: string[] = []
  const says: Record<string, (state: string) => void> = {}
  let bytes: number | undefined = 0
  let mark: number | undefined
  const transport = (id: string): RestartableTransport => ({
    id,
    closed: false,
    on: (_event, listener) => (says[id] = listener),
    restartIce: () => {
      restarted.push(id)
      return Promise.resolve()
    },
  })
  const monitor = new HealthMonitor({
    transports: { send: transport('send'), receive: transport('receive') },
    signaling: signaling.asSignaling,
    readBytes: () => Promise.resolve(bytes),
    readMark: () => mark,
    healthChanged: (change) => changes.push(change),
  })
  t.after(() => monitor.close())
  return {
    monitor,
    signaling,
    changes,
    causes: () => changes.map(({ cause }) => cause),
    restarted,
    say: (state: string, ...ids: string[]) => {
      for (const id of ids.length > 0 ? ids : ['send', 'receive']) says[id]?.(state)
    },
    setBytes: (value: number | undefined) => (bytes = value),
    async pass(milliseconds: number, { frames = false } = {}) {
      for (let passed = 0; passed < milliseconds; passed += STEP_MS) {
        now += STEP_MS
        if (frames) mark = now
        t.mock.timers.tick(STEP_MS)
        await settle()
      }
    },
  }
}

test('both paths must be open for the session to be', (t) => {
  const { monitor, changes, say } = createBench(t)
  assert.equal(monitor.path, 'connecting')
  say('connected', 'send')
  assert.equal(monitor.path, 'connecting')
  say('connected', 'receive')
  assert.equal(monitor.path, 'open')
  assert.deepEqual(changes, [
    { cause: 'path', path: 'connecting', arrival: 'unknown' },
    { cause: 'path', path: 'open', arrival: 'unknown' },
  ])
})

test('a path that does not open in time is broken, and the other one is not waited for', async (t) => {
  const { monitor, causes, say, pass } = createBench(t)
  say('connected', 'receive')
  await pass(14_900)
  assert.equal(monitor.path, 'connecting')
  await pass(100)
  assert.equal(monitor.path, 'broken')
  assert.deepEqual(causes(), ['path', 'path'])
})

test('what happens to one path, and what arrives, does not prolong the wait for the other', async (t) => {
  const { monitor, say, pass } = createBench(t)
  await pass(10_000)
  say('connected', 'receive')
  monitor.heard()
  await pass(4_900)
  assert.equal(monitor.path, 'connecting')
  await pass(100)
  assert.equal(monitor.path, 'broken')
})

test('a new network restarts ICE on both transports', async (t) => {
  const { monitor, signaling, restarted, say } = createBench(t)
  signaling.always('transport:restart-ice', () => ({ iceParameters: {} }))
  say('connected')
  monitor.refresh()
  assert.equal(monitor.path, 'trouble')
  await settle()
  assert.deepEqual(restarted, ['send', 'receive'])
  assert.deepEqual(
    signaling.asked.map(({ params }) => params.transportId),
    ['send', 'receive'],
  )
})

test('a new network means nothing before the first path', async (t) => {
  const { monitor, signaling } = createBench(t)
  monitor.refresh()
  await settle()
  assert.deepEqual(signaling.asked, [])
})

test('one word from the server proves a restart of both transports, and is told once', async (t) => {
  const { monitor, signaling, changes, say } = createBench(t)
  signaling.always('transport:restart-ice', () => ({ iceParameters: {} }))
  say('connected')
  monitor.refresh()
  await settle()
  changes.length = 0
  monitor.heard()
  assert.deepEqual(changes, [{ cause: 'path', path: 'open', arrival: 'arriving' }])
})

test('a server that refuses one restart breaks the path of the session', async (t) => {
  const { monitor, signaling, say } = createBench(t)
  say('connected')
  say('failed', 'send')
  signaling.last('transport:restart-ice').refuse(new Error('no such transport'))
  await settle()
  assert.equal(monitor.path, 'broken')
})

test('silence is told again and again until something arrives', async (t) => {
  const { monitor, causes, say, pass } = createBench(t)
  say('connected')
  monitor.heard()
  await pass(2 * ACTIVITY_INTERVAL_MS)
  assert.deepEqual(causes(), ['path', 'path'])
  await pass(4 * ACTIVITY_INTERVAL_MS)
  const silences = causes().filter((cause) => cause === 'silent').length
  assert.ok(silences >= 2, `said ${silences} times`)
  assert.equal(monitor.path, 'open', 'silence decides nothing by itself')
  monitor.heard()
  assert.equal(causes().at(-1), 'back')
  assert.equal(causes().filter((cause) => cause === 'back').length, 1)
})

test('a path that brings bytes is not silent, however little the server says', async (t) => {
  const { monitor, causes, setBytes, pass } = createBench(t)
  monitor.heard()
  for (let round = 1; round < 200; round += 1) {
    setBytes(round * 100)
    await pass(STEP_MS)
  }
  assert.deepEqual(causes(), [])
})

test('media that stops at once is told once', async (t) => {
  const { changes, pass } = createBench(t)
  await pass(1_000, { frames: true })
  assert.deepEqual(changes, [])
  await pass(1_500)
  assert.deepEqual(changes, [{ cause: 'stopped', path: 'connecting', arrival: 'stopped' }])
})

test('life is what the stream says or what media brings, whichever came last', async (t) => {
  const { monitor, pass } = createBench(t)
  assert.equal(monitor.aliveAt, 0)
  monitor.heard()
  assert.equal(monitor.aliveAt, 1_000)
  await pass(500, { frames: true })
  assert.ok(monitor.aliveAt > 1_000)
  // The last frame is noticed with the next look.
  await pass(200)
  const flowed = monitor.aliveAt
  await pass(500)
  assert.equal(monitor.aliveAt, flowed)
  monitor.heard()
  assert.equal(monitor.aliveAt, 2_200)
})

test('a closed monitor counts as broken and says nothing any more', async (t) => {
  const { monitor, changes, say, pass } = createBench(t)
  say('connected')
  monitor.heard()
  changes.length = 0
  monitor.close()
  assert.equal(monitor.path, 'broken')
  say('failed')
  monitor.heard()
  monitor.refresh()
  await pass(20_000)
  assert.deepEqual(changes, [])
})

test('an answer to a restart that comes after the end changes nothing', async (t) => {
  const { monitor, signaling, restarted, changes, say } = createBench(t)
  say('connected')
  monitor.refresh()
  changes.length = 0
  monitor.close()
  for (const { refuse } of signaling.asked) refuse(new Error('gone'))
  await settle()
  assert.deepEqual(restarted, [])
  assert.deepEqual(changes, [])
})
