import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { describe, it, type TestContext } from 'node:test'
import { generate } from 'selfsigned'
import { median, MetricsWatch, parseMetrics } from './metrics-watch.ts'

const INSECURE = { insecureTls: true }
const CAREFUL = { insecureTls: false }

/** Listens on a free port until the test ends. */
async function listen(t: TestContext, server: Server): Promise<number> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  return (server.address() as AddressInfo).port
}

const tellRooms: RequestListener = (request, response) => {
  response.statusCode = request.url === '/metrics' ? 200 : 404
  response.end('plenary_rooms 3\n')
}

describe('the figures of the server', () => {
  it('are read with their labels', () => {
    const text = [
      '# HELP plenary_rooms Rooms with somebody in them.',
      '# TYPE plenary_rooms gauge',
      'plenary_rooms 3',
      'plenary_request_seconds_bucket{le="0.1",request="room:join"} 12',
      'plenary_worker_cpu_ratio{pid="42",name="a \\"b\\""} 1e-3',
      '',
    ].join('\n')
    assert.deepEqual(parseMetrics(text), [
      { name: 'plenary_rooms', labels: {}, value: 3 },
      {
        name: 'plenary_request_seconds_bucket',
        labels: { le: '0.1', request: 'room:join' },
        value: 12,
      },
      { name: 'plenary_worker_cpu_ratio', labels: { pid: '42', name: 'a \\"b\\"' }, value: 0.001 },
    ])
  })

  it('belong to the span of time in which they were read', () => {
    const watch = new MetricsWatch('http://127.0.0.1', CAREFUL)
    for (const at of [10, 20, 30]) watch.note(at, [{ name: 'rooms', labels: {}, value: at }])
    assert.deepEqual(watch.series('rooms'), [10, 20, 30])
    assert.deepEqual(watch.series('rooms', {}, { from: 0, until: 20 }), [10, 20])
    assert.deepEqual(watch.series('rooms', {}, { from: 25 }), [30])
    assert.deepEqual(watch.series('rooms', { pid: '1' }), [])
    assert.equal(watch.reading({ from: 15 }).read, 2)
  })

  it('are read from a server whose certificate nobody signed, when that is allowed', async (t) => {
    const { private: key, cert } = await generate([{ name: 'commonName', value: 'load' }], { keyType: 'ec' })
    const url = `https://127.0.0.1:${await listen(t, createSecureServer({ key, cert }, tellRooms))}`
    const allowed = new MetricsWatch(url, INSECURE)
    await allowed.scrape()
    assert.deepEqual(allowed.series('plenary_rooms'), [3])
    assert.deepEqual(allowed.reading(), { read: 1, missed: 0, reason: undefined })
    const careful = new MetricsWatch(url, CAREFUL)
    await careful.scrape()
    assert.deepEqual(careful.reading(), { read: 0, missed: 1, reason: 'DEPTH_ZERO_SELF_SIGNED_CERT' })
  })

  for (const { what, answer, reason } of [
    { what: 'refuses', answer: 403, reason: 'status 403' },
    { what: 'answers with something else', answer: 200, reason: 'no figures in the answer' },
  ]) {
    it(`are missing where it ${what}, and say why`, async (t) => {
      const server = createServer((_request, response) => {
        response.statusCode = answer
        response.end('<p>Welcome!</p>')
      })
      const watch = new MetricsWatch(`http://127.0.0.1:${await listen(t, server)}`, CAREFUL)
      const before = performance.now()
      await watch.scrape()
      assert.deepEqual(watch.reading(), { read: 0, missed: 1, reason })
      assert.equal(watch.reading({ until: before }).missed, 0)
    })
  }

  it('have a middle', () => {
    assert.equal(median([3, 1, 2]), 2)
    assert.equal(median([4, 1, 2, 3]), 2)
    assert.equal(median([]), undefined)
  })
})
