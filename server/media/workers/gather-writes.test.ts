import assert from 'node:assert/strict'
import { Duplex, Writable } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import { describe, it, type TestContext } from 'node:test'
import * as mediasoup from 'mediasoup'
import { gatherRequests, gatherWrites } from './gather-writes.ts'

/** A stream that notes what it is asked to write in one call. */
function createStream() {
  const calls: string[][] = []
  const stream = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      calls.push([String(chunk)])
      done()
    },
    writev: (chunks, done) => {
      calls.push(chunks.map(({ chunk }) => String(chunk)))
      done()
    },
  })
  gatherWrites(stream)
  return { stream, calls }
}

describe('gatherWrites', () => {
  it('writes in one call, and in order, what comes in one turn, settled promises included', async () => {
    const { stream, calls } = createStream()
    stream.write('one')
    const later = Promise.resolve().then(async () => {
      stream.write('two')
      await Promise.resolve()
      stream.write('three')
    })
    assert.deepEqual(calls, [])
    await later
    await setImmediate()
    assert.deepEqual(calls, [['one', 'two', 'three']])
  })

  it('writes at once what comes in another turn', async () => {
    const { stream, calls } = createStream()
    stream.write('one')
    await setImmediate()
    stream.write('two')
    await setImmediate()
    assert.deepEqual(calls, [['one'], ['two']])
  })

  it('says when enough waits, loses nothing at the end, and survives a stream that is gone', async () => {
    const { stream, calls } = createStream()
    assert.equal(stream.write(Buffer.alloc(1024 * 1024)), false)
    stream.end('last')
    await setImmediate()
    assert.equal(calls.flat().at(-1), 'last')
    const gone = createStream()
    gone.stream.on('error', () => undefined)
    gone.stream.write('lost')
    gone.stream.destroy()
    await setImmediate()
    assert.equal(gone.stream.write('late'), false)
    await setImmediate()
  })
})

describe('gatherRequests', () => {
  const start = async (t: TestContext, gather: typeof gatherRequests) => {
    const worker = await gather(() => mediasoup.createWorker({ logLevel: 'none' }))
    t.after(() => worker.close())
    return worker
  }

  it('finds the pipe of a worker, whose requests all are answered', async (t) => {
    const gathered = t.mock.method(Duplex.prototype, 'cork')
    const worker = await start(t, gatherRequests)
    gathered.mock.resetCalls()
    const answers = await Promise.all(Array.from({ length: 20 }, async () => await worker.dump()))
    assert.ok(answers.every(({ pid }) => pid === worker.pid))
    // Once for twenty requests: this mediasoup writes them where they are looked for.
    assert.equal(gathered.mock.callCount(), 1)
  })

  it('hands on what cannot be started, and watches no longer', async (t) => {
    assert.throws(
      () =>
        gatherRequests(() => {
          throw new Error('no worker')
        }),
      /no worker/,
    )
    const worker = await start(t, (act) => act())
    assert.equal((await worker.dump()).pid, worker.pid)
  })
})
