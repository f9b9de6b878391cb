import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { createLogger, createSilentLogger } from '../../observability/logger.ts'
import { Pipes } from './pipes.ts'
import { FakeHost, FakeRouter } from './test-router-host.ts'

const LINGER_MS = 5000

function createRouter(id: string): FakeRouter {
  const events = { levelsMeasured: () => undefined, messageReceived: () => undefined }
  return new FakeRouter(id, new FakeHost(id), {
    thresholdDbov: -60,
    channels: [],
    events,
    lost: () => undefined,
    logger: createSilentLogger(),
  })
}

function setUp(t: TestContext) {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const [from, to] = [createRouter('a'), createRouter('b')]
  const published = new Set(['camera'])
  const warnings: unknown[] = []
  const pipes = new Pipes({
    isPublished: (producerId) => published.has(producerId),
    logger: createLogger(
      { level: 'warn', format: 'json' },
      { write: (line: string) => void warnings.push(JSON.parse(line)) },
    ),
  })
  t.after(() => pipes.close())
  const use = async (): Promise<(() => void) | undefined> => await pipes.use('camera', from, to)
  const pass = async (ms: number): Promise<void> => {
    t.mock.timers.tick(ms)
    await new Promise(setImmediate)
  }
  return { pipes, from, to, published, warnings, use, pass }
}

describe('Pipes', () => {
  it('carry a producer to a router once, however many ask at once', async (t) => {
    const { pipes, to, use } = setUp(t)
    const releases = await Promise.all([use(), use(), use()])
    assert.equal(releases.filter(Boolean).length, 3)
    assert.equal(to.copies.length, 1)
    assert.equal(pipes.size, 1)
  })

  it('end a while after the last viewer went', async (t) => {
    const { pipes, to, use, pass } = setUp(t)
    const [one, other] = [await use(), await use()]
    one?.()
    await pass(LINGER_MS * 2)
    assert.equal(to.copies[0]?.closed, false, 'somebody still looks')
    other?.()
    await pass(LINGER_MS - 1)
    assert.equal(to.copies[0]?.closed, false)
    await pass(1)
    assert.equal(to.copies[0]?.closed, true)
    assert.equal(pipes.size, 0)
  })

  it('carry nothing while nobody looks, and go on for whoever comes then', async (t) => {
    const { from, use, pass } = setUp(t)
    const [one, other] = [await use(), await use()]
    one?.()
    await pass(0)
    assert.deepEqual(from.sending, [])
    other?.()
    await pass(0)
    assert.deepEqual(from.sending, [false])
    const again = await use()
    assert.deepEqual(from.sending, [false, true])
    again?.()
    const release = await use()
    await pass(0)
    assert.ok(release)
    assert.equal(from.sending.at(-1) ?? true, true, 'the newest of them looks')
  })

  it('carry nothing when whoever they were opened for went before', async (t) => {
    const { from, to, use, pass } = setUp(t)
    const opening = Promise.withResolvers<void>()
    to.beforeCopy = () => opening.promise
    const using = use()
    opening.resolve()
    const release = await using
    release?.()
    await pass(0)
    assert.deepEqual(from.sending, [false])
    await pass(LINGER_MS)
    assert.equal(to.copies[0]?.closed, true)
  })

  it('stay for a viewer who comes back in that time', async (t) => {
    const { to, use, pass } = setUp(t)
    const release = await use()
    release?.()
    await pass(LINGER_MS - 1)
    await use()
    await pass(LINGER_MS * 2)
    assert.deepEqual([to.copies.length, to.copies[0]?.closed], [1, false])
  })

  it('are made anew for the next viewer after a failure, which the operator is told of', async (t) => {
    const { pipes, to, warnings, use } = setUp(t)
    to.beforeCopy = () => Promise.reject(new Error('no memory'))
    assert.deepEqual(await Promise.all([use(), use()]), [undefined, undefined])
    assert.equal(pipes.size, 0)
    assert.equal(warnings.length, 1)
    to.beforeCopy = () => Promise.resolve()
    assert.ok(await use())
    assert.equal(to.copies.length, 1)
  })

  it('fail in silence when the producer or a router closed meanwhile', async (t) => {
    const { from, to, published, warnings, use } = setUp(t)
    const fail = (): Promise<never> => Promise.reject(new Error('closed'))
    to.beforeCopy = async () => {
      published.delete('camera')
      await fail()
    }
    assert.equal(await use(), undefined)
    published.add('camera')
    to.beforeCopy = async () => {
      from.close()
      await fail()
    }
    assert.equal(await use(), undefined)
    assert.deepEqual(warnings, [])
  })

  it('are made anew after the copy closed', async (t) => {
    const { pipes, to, use } = setUp(t)
    await use()
    to.copies[0]?.close()
    assert.equal(pipes.size, 0)
    assert.ok(await use())
    assert.equal(to.copies.length, 2)
  })
})
