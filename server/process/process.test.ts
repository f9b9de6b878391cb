import assert from 'node:assert/strict'
import { EventEmitter } from 'node:events'
import { describe, it } from 'node:test'
import { defaultConfig } from '../config/schema.ts'
import { within } from './deadline.ts'
import { adminLines, readyLines } from './ready-line.ts'
import { watchStopSignals } from './signals.ts'
import { describeStartError } from './start-error.ts'

describe('the token of the operator', () => {
  it('is printed once, and never into a journal, which others may read', () => {
    assert.deepEqual(adminLines(undefined, 'x', {}), [])
    assert.match(adminLines('pla_x', 'x', {}).join(), /told once: pla_x$/)
    const kept = adminLines('pla_x', '/var/x.sqlite', { JOURNAL_STREAM: '8:1' }).join()
    assert.doesNotMatch(kept, /pla_/)
    assert.match(kept, /npm run admin-token -- --storage \/var\/x\.sqlite$/)
  })
})

describe('watchStopSignals', () => {
  const watch = (stopsOnHangup = true) => {
    const emitter = new EventEmitter()
    const heard: string[] = []
    const clock = { now: 0 }
    watchStopSignals(emitter, {
      stop: (signal) => heard.push(`stop ${signal}`),
      abort: (signal) => heard.push(`abort ${signal}`),
      stopsOnHangup,
      now: () => clock.now,
    })
    return { emitter, heard, clock }
  }

  it('counts signals within one second of the first as one', () => {
    const { emitter, heard, clock } = watch()
    emitter.emit('SIGINT')
    clock.now = 10
    emitter.emit('SIGINT')
    clock.now = 1000
    emitter.emit('SIGTERM')
    assert.deepEqual(heard, ['stop SIGINT'])
  })

  it('ends at once when somebody asks again later', () => {
    const { emitter, heard, clock } = watch()
    emitter.emit('SIGTERM')
    clock.now = 1001
    emitter.emit('SIGTERM')
    assert.deepEqual(heard, ['stop SIGTERM', 'abort SIGTERM'])
  })

  it('takes the end of the terminal for one request, however often and late it is told', () => {
    const { emitter, heard, clock } = watch()
    emitter.emit('SIGHUP')
    clock.now = 5000
    emitter.emit('SIGHUP')
    assert.deepEqual(heard, ['stop SIGHUP'])
    emitter.emit('SIGTERM')
    assert.deepEqual(heard, ['stop SIGHUP', 'abort SIGTERM'])
  })

  it('goes on without its terminal when it was started for that, and stops on request still', () => {
    const { emitter, heard } = watch(false)
    assert.equal(emitter.emit('SIGHUP'), true, 'nobody listens, so Node.js would end')
    assert.deepEqual(heard, [])
    emitter.emit('SIGTERM')
    assert.deepEqual(heard, ['stop SIGTERM'])
  })
})

describe('within', () => {
  it('tells done, late and failed apart', async () => {
    assert.deepEqual(await within(Promise.resolve('x'), 1000), { kind: 'done' })
    assert.deepEqual(await within(new Promise(() => undefined), 5), { kind: 'late' })
    const error = new Error('broken')
    assert.deepEqual(await within(Promise.reject(error), 1000), { kind: 'failed', error })
  })
})

describe('readyLines', () => {
  it('ends with the URL to open', () => {
    const lines = readyLines(
      { url: 'http://localhost:3000/', otherUrls: ['http://10.0.0.5:3000/'] },
      { tls: 'off' },
    )
    assert.equal(lines.at(-1), 'Plenary is ready: http://localhost:3000/')
    assert.ok(lines.includes('  http://10.0.0.5:3000/'))
    assert.match(lines.join('\n'), /--tls self-signed/)
  })

  it('names the public address, and where a proxy finds the server', () => {
    const app = { url: 'https://example.org/meet/', localUrl: 'http://localhost:3000/', otherUrls: [] }
    const lines = readyLines(app, { tls: 'off' })
    assert.equal(lines.at(-1), 'Plenary is ready: https://example.org/meet/')
    assert.match(lines.join('\n'), /http:\/\/localhost:3000\//)
    assert.doesNotMatch(lines.join('\n'), /HTTPS only/)
    assert.match(readyLines({ ...app, url: 'http://example.org/' }, { tls: 'off' }).join('\n'), /HTTPS only/)
  })

  it('is one line when nobody else can come', () => {
    assert.equal(readyLines({ url: 'http://127.0.0.1:3000/', otherUrls: [] }, { tls: 'off' }).length, 1)
    const secure = readyLines(
      { url: 'https://localhost:3000/', otherUrls: ['https://10.0.0.5:3000/'] },
      { tls: 'files' },
    )
    assert.doesNotMatch(secure.join('\n'), /self-signed|warn/)
  })
})

describe('describeStartError', () => {
  const { listen } = defaultConfig()
  const systemError = (code: string, syscall = 'listen') =>
    Object.assign(new Error(`${syscall} ${code}`), { code, syscall })

  it('says what to type', () => {
    const cases: [string, number, RegExp][] = [
      ['EADDRINUSE', 3000, /uses port 3000 on 0\.0\.0\.0.*npm start -- --port 3001$/],
      ['EACCES', 80, /may not open port 80.*npm start -- --port 3000$/],
      ['EADDRNOTAVAIL', 3000, /is not an address of this machine.*npm start -- --host 0\.0\.0\.0$/],
      ['EAFNOSUPPORT', 3000, /no IPv6/],
      ['EWHATEVER', 3000, /cannot listen on 0\.0\.0\.0, port 3000: listen EWHATEVER/],
    ]
    for (const [code, port, pattern] of cases) {
      const sentence = describeStartError(systemError(code), { ...listen, port })
      assert.match(sentence, pattern)
      assert.ok(!sentence.includes('\n'), 'one line, no stack')
    }
  })

  it('passes on the sentence of an error of our own', () => {
    const sentence = describeStartError(new Error('No media port is free. Choose another.'), listen)
    assert.equal(sentence, 'Plenary cannot start: No media port is free. Choose another.')
  })
})
