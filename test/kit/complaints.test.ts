import assert from 'node:assert/strict'
import { it } from 'node:test'
import { LoadMonitor } from '../../server/load/load-monitor.ts'
import { createLogger } from '../../server/observability/logger.ts'
import { isComplaint } from './complaints.ts'
import type { LogLine } from './server.ts'

it('is whatever a server warns of', () => {
  assert.equal(isComplaint({ level: 'warn', msg: 'a participant does not read its chat' }), true)
  assert.equal(isComplaint({ level: 'error', msg: 'a media worker died' }), true)
  assert.equal(isComplaint({ level: 'info', msg: 'room closed' }), false)
})

it('is not that the server saves under load, nor that it stops to', (t) => {
  t.mock.timers.enable({ apis: ['setInterval'] })
  const lines: LogLine[] = []
  let busy = 1
  const monitor = new LoadMonitor({
    workerCpu: () => new Map([['w1', busy]]),
    eventLoop: { read: () => ({ delay: { mean: 0, p99: 0, max: 0 }, busy: 0 }), close: () => undefined },
    intervalMs: 1,
    changed: () => undefined,
    logger: createLogger(
      { level: 'debug', format: 'json' },
      { write: (line: string) => void lines.push(JSON.parse(line) as LogLine) },
    ),
  })
  t.mock.timers.tick(10)
  busy = 0
  t.mock.timers.tick(100)
  monitor.close()
  assert.equal(lines.filter(({ level }) => level === 'warn').length, 6)
  assert.deepEqual(lines.filter(isComplaint), [])
})
