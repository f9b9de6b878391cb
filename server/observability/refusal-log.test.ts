import assert from 'node:assert/strict'
import { it, type TestContext } from 'node:test'
import { createLogger } from './logger.ts'
import { RefusalLog } from './refusal-log.ts'

function setUp(t: TestContext) {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const lines: Record<string, unknown>[] = []
  const logger = createLogger(
    { level: 'info', format: 'json' },
    { write: (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>) },
  )
  const refusals = new RefusalLog(logger)
  return { lines, refusals, tick: (ms: number) => t.mock.timers.tick(ms) }
}

it('logs the first of a kind and counts the others of that minute', (t) => {
  const { lines, refusals, tick } = setUp(t)
  for (let count = 0; count < 1000; count += 1) refusals.log('origin', { origin: 'null' }, 'origin refused')
  refusals.log('host', { host: 'a' }, 'host refused')
  assert.deepEqual(
    lines.map(({ msg, suppressed }) => [msg, suppressed]),
    [
      ['origin refused', undefined],
      ['host refused', undefined],
    ],
  )
  tick(60_000)
  assert.deepEqual([lines.length, lines.at(-1)?.kind, lines.at(-1)?.suppressed], [3, 'origin', 999])
})

it('writes one line a minute of a flood that goes on, and is quick again after a quiet minute', (t) => {
  const { lines, refusals, tick } = setUp(t)
  for (let second = 0; second < 600; second += 1) {
    refusals.log('origin', {}, 'origin refused')
    tick(1000)
  }
  assert.ok(lines.length <= 12, `${lines.length} lines in ten minutes`)
  const told = lines.reduce((sum, { suppressed }) => sum + Number(suppressed ?? 1), 0)
  assert.ok(told >= 540, `${told} of 600 are accounted for`)
  tick(120_000)
  const before = lines.length
  refusals.log('origin', {}, 'origin refused')
  assert.equal(lines.length, before + 1)
})

it('says what is left when it is closed', (t) => {
  const { lines, refusals, tick } = setUp(t)
  refusals.log('host', {}, 'host refused')
  refusals.log('host', {}, 'host refused')
  refusals.close()
  assert.equal(lines.at(-1)?.suppressed, 1)
  tick(120_000)
  assert.equal(lines.length, 2)
})
