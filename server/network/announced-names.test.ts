import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { createLogger } from '../observability/logger.ts'
import { AnnouncedNames, RESOLVE_MS } from './announced-names.ts'

/** A DNS that a test writes. */
async function follow(t: TestContext, announce: string[], zone: Map<string, string[]>) {
  const lines: string[] = []
  let changes = 0
  const logger = createLogger(
    { level: 'info', format: 'json' },
    { write: (line: string) => void lines.push((JSON.parse(line) as { msg: string }).msg) },
  )
  const names = await AnnouncedNames.start({
    announce,
    logger,
    changed: () => (changes += 1),
    resolve: async (name) => await Promise.resolve(zone.get(name) ?? Promise.reject(new Error('ENOTFOUND'))),
  })
  t.after(() => names.close())
  return { names, lines, changes: () => changes }
}

/** Lets one interval pass, and what is looked up in it arrive. */
async function pass(t: TestContext): Promise<void> {
  t.mock.timers.tick(RESOLVE_MS)
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve()
}

describe('names that are announced', () => {
  it('become their addresses, without those that nobody else can reach', async (t) => {
    const zone = new Map([['meet.example', ['2001:db9::1', '127.0.1.1', '203.0.113.9', '203.0.113.9']]])
    const { names } = await follow(t, ['198.51.100.1', 'meet.example'], zone)
    assert.deepEqual(names.current, ['198.51.100.1', '203.0.113.9', '2001:db9::1'])
  })

  it('stay names while they have no address, and say so once', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] })
    const zone = new Map([['own.example', ['127.0.1.1']]])
    const { names, lines } = await follow(t, ['own.example', 'none.example'], zone)
    await pass(t)
    assert.deepEqual(names.current, ['own.example', 'none.example'])
    assert.equal(lines.length, 2)
  })

  it('follow a change, take another order for none, and keep what they had while nobody answers', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] })
    const zone = new Map([['a.example', ['203.0.113.1', '203.0.113.2']]])
    const { names, changes } = await follow(t, ['a.example'], zone)
    zone.set('a.example', ['203.0.113.2', '203.0.113.1'])
    const before = changes()
    await pass(t)
    assert.equal(changes(), before, 'the order is no change')
    zone.set('a.example', ['203.0.113.3'])
    await pass(t)
    assert.deepEqual([names.current, changes()], [['203.0.113.3'], before + 1])
    zone.clear()
    await pass(t)
    assert.deepEqual(names.current, ['203.0.113.3'])
  })
})
