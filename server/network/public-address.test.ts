import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { createLogger } from '../observability/logger.ts'
import { PublicAddress, RENEW_MS, RETRY_MS } from './public-address.ts'
import { StunError, type StunQuery } from './stun-query.ts'

const SILENT = new StunError('silent', 'it did not answer')

/** Servers `a`, `b` and `c`, whose answers the test gives. */
async function setUp(t: TestContext, first: Record<string, string | Error>) {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const answers = new Map(Object.entries(first))
  const asked: StunQuery[] = []
  const changes: string[] = []
  const lines: string[] = []
  const write = (line: string): void => void lines.push((JSON.parse(line) as { msg: string }).msg)
  const watch = await PublicAddress.start({
    servers: [...answers.keys()].map((host) => ({ host, port: 3478 })),
    changed: (address) => void changes.push(address),
    logger: createLogger({ level: 'info', format: 'json' }, { write }),
    ask: async (query) => {
      asked.push(query)
      const answer = answers.get(query.host) ?? SILENT
      return await (answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer))
    },
  })
  t.after(() => watch.close())
  const pass = async (milliseconds: number): Promise<void> => {
    t.mock.timers.tick(milliseconds)
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve()
  }
  return { watch, answers, asked, changes, lines, pass }
}

describe('the public address', () => {
  it('is known at the start, and told once while it stays', async (t) => {
    const { watch, asked, changes, lines, pass } = await setUp(t, { a: '203.0.113.7', b: '203.0.113.7' })
    assert.equal(watch.current, '203.0.113.7')
    await pass(RENEW_MS)
    assert.equal(asked.length, 4, 'it may have changed')
    assert.deepEqual(changes, ['203.0.113.7'])
    assert.deepEqual(lines, ['public address, as STUN servers see it'])
  })

  it('follows a provider that changes it', async (t) => {
    const { watch, answers, changes, pass } = await setUp(t, { a: '203.0.113.7' })
    answers.set('a', '203.0.113.8')
    await pass(RENEW_MS)
    assert.equal(watch.current, '203.0.113.8')
    assert.deepEqual(changes, ['203.0.113.7', '203.0.113.8'])
  })

  it('is what most servers say, and stays where they are divided', async (t) => {
    const { watch, answers, changes, lines, pass } = await setUp(t, {
      a: '198.51.100.66',
      b: '203.0.113.7',
      c: '203.0.113.7',
    })
    assert.equal(watch.current, '203.0.113.7')
    answers.set('c', SILENT)
    await pass(RENEW_MS)
    await pass(RENEW_MS)
    assert.deepEqual(changes, ['203.0.113.7'])
    assert.equal(lines.filter((line) => line.includes('different')).length, 1)
  })

  it('stays while nobody answers, who are asked again at longer and longer intervals', async (t) => {
    const { watch, answers, asked, lines, pass } = await setUp(t, { a: SILENT })
    assert.equal(watch.current, undefined)
    assert.equal(lines.length, 1)
    await pass(RETRY_MS - 1)
    assert.equal(asked.length, 1)
    await pass(1)
    assert.equal(asked.length, 2)
    await pass(RETRY_MS * 2 - 1)
    assert.equal(asked.length, 2)
    await pass(1)
    assert.equal(asked.length, 3)
    for (let round = 0; round < 10; round += 1) await pass(RENEW_MS)
    assert.equal(asked.length, 13, 'no pause is longer than that')
    assert.equal(lines.length, 1, 'and it is said once')
    answers.set('a', '203.0.113.7')
    await pass(RENEW_MS)
    assert.equal(watch.current, '203.0.113.7')
    answers.set('a', SILENT)
    await pass(RENEW_MS)
    assert.equal(watch.current, '203.0.113.7')
  })

  it('is asked of nobody where no server is named, or after the end', async (t) => {
    const none = await setUp(t, {})
    await none.pass(RENEW_MS * 2)
    assert.deepEqual([none.asked, none.lines, none.watch.current], [[], [], undefined])
    t.mock.timers.reset()
    const { watch, asked, pass } = await setUp(t, { a: '203.0.113.7' })
    watch.close()
    await pass(RENEW_MS * 2)
    assert.equal(asked.length, 1)
  })
})
