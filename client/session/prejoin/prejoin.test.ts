import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { ProtocolError } from '../../../protocol/index.ts'
import type { Welcome } from '../../connection/connection.ts'
import { FAKE_WELCOME, FakeConnection } from '../../connection/test-connection.ts'
import { UnsupportedBrowserError, type Engine } from '../../media/session/engine.ts'
import { settle } from '../../media/test-media.ts'
import { UNREACHABLE } from '../state/failure.ts'
import { INITIAL_STATE } from '../state/initial-state.ts'
import { SessionStore } from '../state/session-store.ts'
import { Prejoin } from './prejoin.ts'

function createBench(t: TestContext) {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const connection = new FakeConnection()
  const store = new SessionStore({ ...INITIAL_STATE, phase: 'prejoin' })
  const loads: Welcome[] = []
  const world = {
    ready: 0,
    load: (welcome: Welcome): Promise<Engine> => Promise.resolve({ welcome } as unknown as Engine),
  }
  const prejoin = new Prejoin({
    room: 'red',
    connection,
    store,
    loadEngine: (welcome) => {
      loads.push(welcome)
      return world.load(welcome)
    },
    ready: () => (world.ready += 1),
  })
  connection.watchStatus(() => prejoin.statusChanged())
  t.after(() => prejoin.close())
  return { connection, store, prejoin, loads, world, read: () => store.read() }
}

const offering = (codec: string): Welcome =>
  ({
    ...FAKE_WELCOME,
    rtpCapabilities: { codecs: [{ mimeType: codec }], headerExtensions: [] },
  }) as unknown as Welcome

test('all is made ready as soon as the server is there', async (t) => {
  const { connection, prejoin, world, read } = createBench(t)
  const opened = prejoin.open()
  await settle()
  assert.equal(prejoin.isReady, false)
  connection.connect()
  await settle()
  assert.equal(prejoin.isReady, true)
  assert.equal(world.ready, 1)
  connection.last('room:preview').answer({ room: 'red', count: 2, names: ['Anna', 'Ben'] })
  await opened
  assert.deepEqual(read().preview, { count: 2, names: ['Anna', 'Ben'] })
})

test('a server that cannot be reached settles the page, which says so', async (t) => {
  const { connection, prejoin, loads, read } = createBench(t)
  const opened = prejoin.open()
  connection.fail()
  await opened
  assert.equal(read().failure, UNREACHABLE)
  assert.equal(loads.length, 0)
  connection.connect()
  await settle()
  assert.equal(read().failure, null)
  assert.equal(loads.length, 1)
})

test('a refusal that may pass shows until it has passed', async (t) => {
  const { connection, prejoin, read } = createBench(t)
  const opened = prejoin.open()
  connection.refuseForNow({ code: 'server_full', message: 'Full.' })
  await opened
  assert.deepEqual(read().failure, { code: 'server_full', message: 'Full.' })
  connection.connect()
  await settle()
  assert.equal(read().failure, null)
})

test('a failure that somebody else showed is not taken back', async (t) => {
  const { connection, store, read } = createBench(t)
  connection.connect()
  await settle()
  const failure = { code: 'invalid_display_name', message: 'Choose another name.' } as const
  store.patch({ failure })
  connection.drop()
  connection.connect()
  await settle()
  assert.equal(read().failure, failure)
})

test('a browser that cannot take part is told so and asks for nobody', async (t) => {
  const { connection, prejoin, world, read } = createBench(t)
  world.load = () => Promise.reject(new UnsupportedBrowserError())
  connection.connect()
  await prejoin.open()
  assert.equal(read().failure?.code, 'unsupported_browser')
  assert.equal(prejoin.isReady, false)
  assert.equal(connection.count('room:preview'), 0)
})

test('an engine is loaded once, whoever asks for it', async (t) => {
  const { prejoin, loads } = createBench(t)
  const welcome = offering('video/VP8')
  const [first, second] = await Promise.all([prejoin.loadEngine(welcome), prejoin.loadEngine(welcome)])
  assert.equal(first.welcome, welcome)
  assert.equal(second.welcome, welcome)
  assert.equal(loads.length, 1)
})

test('an engine that fits is used on with what the server says now', async (t) => {
  const { prejoin, loads } = createBench(t)
  await prejoin.loadEngine(offering('video/VP8'))
  const again = offering('video/VP8')
  assert.equal((await prejoin.loadEngine(again)).welcome, again)
  assert.equal(loads.length, 1)
})

test('a server that offers something else gets an engine of its own', async (t) => {
  const { prejoin, loads } = createBench(t)
  await prejoin.loadEngine(offering('video/VP8'))
  await prejoin.loadEngine(offering('video/AV1'))
  assert.equal(loads.length, 2)
})

test('a load that failed is tried again by the next who asks', async (t) => {
  const { prejoin, loads, world } = createBench(t)
  const load = world.load
  world.load = () => Promise.reject(new Error('network'))
  await assert.rejects(prejoin.loadEngine(FAKE_WELCOME), { message: 'network' })
  world.load = load
  assert.ok(await prejoin.loadEngine(FAKE_WELCOME))
  assert.equal(loads.length, 2)
})

test('who is inside is asked again every ten seconds, though not during a join', async (t) => {
  const { connection, store, prejoin } = createBench(t)
  connection.connect()
  void prejoin.open()
  await settle()
  assert.equal(connection.count('room:preview'), 1)
  const pass = async (): Promise<number> => {
    t.mock.timers.tick(10_000)
    await settle()
    return connection.count('room:preview')
  }
  assert.equal(await pass(), 2)
  store.patch({ phase: 'joining' })
  assert.equal(await pass(), 2)
  store.patch({ phase: 'prejoin' })
  assert.equal(await pass(), 3)
  prejoin.close()
  assert.equal(await pass(), 3)
})

test('an answer that comes after the page has gone on is not shown', async (t) => {
  const { connection, store, prejoin, read } = createBench(t)
  connection.connect()
  const opened = prejoin.open()
  await settle()
  store.patch({ phase: 'meeting' })
  connection.last('room:preview').answer({ room: 'red', count: 9, names: [] })
  await opened
  assert.equal(read().preview, null)
})

test('a refusal to say who is inside is shown, a lost connection is not', async (t) => {
  const { connection, prejoin, read } = createBench(t)
  connection.connect()
  const opened = prejoin.open()
  await settle()
  connection.last('room:preview').refuse(new ProtocolError('rate_limited'))
  await opened
  assert.equal(read().failure?.code, 'rate_limited')
})
