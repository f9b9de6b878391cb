import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createLogger, createSilentLogger, logTailOf } from './logger.ts'

const nowhere = { write: () => undefined }

describe('the end of the log', () => {
  it('has the newest lines at info and above, redacted and cut as the log is', () => {
    for (const format of ['json', 'pretty'] as const) {
      const logger = createLogger({ level: 'debug', format }, nowhere)
      for (let count = 0; count < 400; count += 1) logger.info({ count }, 'a step')
      logger.debug('detail')
      logger.child({ room: 'demo' }).warn({ token: 'hush', origin: 'x'.repeat(9000) }, 'careful\u001b[2J')
      const lines = logTailOf(logger).last(300)
      assert.equal(lines.length, 300)
      assert.deepEqual(
        [lines[0]?.count, lines.at(-1)?.level, lines.at(-1)?.token],
        [101, 'warn', '[redacted]'],
      )
      assert.doesNotMatch(JSON.stringify(lines), /hush|detail|\u001b|x{300}/)
      assert.equal(logTailOf(logger).last(2).length, 2)
    }
  })

  it('takes a bounded part of memory, whatever the lines are', () => {
    const logger = createLogger({ level: 'info', format: 'json' }, nowhere)
    for (let count = 0; count < 300; count += 1)
      logger.error({ err: new Error('x'.repeat(4000)) }, 'y'.repeat(4000))
    const kept = JSON.stringify(logTailOf(logger).last(300)).length
    assert.ok(kept > 100_000 && kept <= 530_000, `${kept} characters`)
  })

  it('is empty for a logger that says nothing', () => {
    assert.deepEqual(logTailOf(createSilentLogger()).last(10), [])
  })
})
