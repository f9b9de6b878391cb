import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { describe, it } from 'node:test'
import { createLogger } from './logger.ts'

function capture(): { lines: string[]; write: (line: string) => void } {
  const lines: string[] = []
  return { lines, write: (line) => void lines.push(line) }
}

describe('createLogger', () => {
  it('writes one JSON object a line, with time, level and what the child bound', () => {
    const output = capture()
    const logger = createLogger({ level: 'info', format: 'json' }, output)
    logger.child({ room: 'standup' }).child({ participant: 'p1' }).info('joined')
    logger.debug('too much detail')
    assert.equal(output.lines.length, 1)
    const line = JSON.parse(output.lines[0] ?? '') as Record<string, unknown>
    assert.deepEqual(
      { ...line, time: typeof line.time },
      { level: 'info', time: 'string', room: 'standup', participant: 'p1', msg: 'joined' },
    )
  })

  it('hides secrets and chat text, nested ones too', () => {
    const output = capture()
    const logger = createLogger({ level: 'info', format: 'json' }, output)
    logger.info({
      token: 'hush-1',
      seat: { resumeToken: 'hush-2', message: { text: 'hush-3' } },
      media: { server: { credential: 'hush-4' } },
    })
    logger.child({ password: 'hush-5' }).warn('x')
    assert.doesNotMatch(output.lines.join(''), /hush/)
    assert.match(output.lines.join(''), /\[redacted\]/)
  })

  it('cuts what strangers wrote and lets none of it act on a terminal', () => {
    const evil = `\u001b[2J\r\nFATAL all is lost\u202e${'x'.repeat(12_000)}`
    for (const format of ['json', 'pretty'] as const) {
      const output = capture()
      const logger = createLogger({ level: 'info', format }, output)
      const error = Object.assign(new Error(evil), { code: evil })
      logger.warn({ origin: evil, headers: { list: [evil], [evil]: 1 } }, 'origin refused')
      logger.warn({ err: error }, 'request failed')
      logger.warn(`mediasoup says ${evil}`)
      logger.error(error)
      assert.equal(output.lines.length, 4)
      for (const line of output.lines) {
        assert.ok(line.length < 15_000, `${line.length} characters`)
        assert.doesNotMatch(line, /\u001b\[2J|\r|\u202e/)
        assert.doesNotMatch(line, /^FATAL/m)
      }
      assert.ok((output.lines[0] ?? '').length < 1200)
      assert.match(output.lines[0] ?? '', /12024 characters/)
    }
  })

  it('keeps errors readable', () => {
    const output = capture()
    const logger = createLogger({ level: 'info', format: 'json' }, output)
    logger.error({ err: Object.assign(new Error('no space'), { code: 'ENOSPC' }) }, 'cannot store')
    logger.error({ err: 'not an error' }, 'odd')
    const { err } = JSON.parse(output.lines[0] ?? '') as { err: Record<string, string> }
    assert.deepEqual([err.type, err.message, err.code], ['Error', 'no space', 'ENOSPC'])
    assert.match(err.stack ?? '', /^Error: no space\n +at /)
    assert.equal((JSON.parse(output.lines[1] ?? '') as { err: unknown }).err, 'not an error')
  })

  it('writes for people when asked to', () => {
    const output = capture()
    createLogger({ level: 'info', format: 'pretty' }, output).info({ room: 'standup' }, 'room opened')
    assert.match(output.lines.join(''), /INFO.*room opened/)
    assert.match(output.lines.join(''), /room: "standup"/)
  })

  it('has written its last line when the process ends, on standard error', () => {
    for (const format of ['json', 'pretty']) {
      const script = `
        import { createLogger } from ${JSON.stringify(new URL('./logger.ts', import.meta.url).href)}
        createLogger({ level: 'info', format: '${format}' }).fatal('the last words')
        process.exit(3)`
      const child = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' })
      assert.equal(child.status, 3, child.stderr)
      assert.match(child.stderr, /the last words/)
      assert.equal(child.stdout, '')
    }
  })

  it('goes on when nothing can be written, as to a full disk or a closed terminal, in bounded memory', (t) => {
    const full = openSync('/dev/full', 'w')
    t.after(() => closeSync(full))
    for (const format of ['json', 'pretty']) {
      const script = `
        import { createLogger } from ${JSON.stringify(new URL('./logger.ts', import.meta.url).href)}
        const logger = createLogger({ level: 'info', format: '${format}' })
        const before = process.memoryUsage().rss
        for (let line = 0; line < 600; line += 1) logger.info('x'.repeat(100_000))
        setImmediate(() => console.log(Math.round((process.memoryUsage().rss - before) / 2 ** 20)))`
      const child = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', full],
      })
      assert.equal(child.status, 0)
      const grownMb = Number(child.stdout)
      assert.ok(grownMb < 60, `what could not be written takes ${grownMb} MB`)
    }
  })
})
