import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test, type TestContext } from 'node:test'
import { scaled } from '../../tools/harness/machine-speed.ts'
import { waitUntilReachable } from './reachability.ts'

async function serve(t: TestContext, listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

test('a server that answers is reachable', async (t) => {
  const asked: string[] = []
  const origin = await serve(t, ({ url }, response) => {
    asked.push(url ?? '')
    response.end()
  })
  await waitUntilReachable(origin, AbortSignal.timeout(scaled(20_000)))
  assert.deepEqual(asked, ['/healthz'])
})

test('a proxy that cannot reach the server behind it is asked again', async (t) => {
  let asked = 0
  const origin = await serve(t, (_request, response) => {
    asked += 1
    response.writeHead(asked < 3 ? 502 : 200).end()
  })
  await waitUntilReachable(origin, AbortSignal.timeout(scaled(20_000)))
  assert.equal(asked, 3)
})

test('a probe that gets no answer does not hold up the next one', async (t) => {
  let asked = 0
  const origin = await serve(t, (_request, response) => {
    asked += 1
    if (asked > 1) response.end()
  })
  const begun = performance.now()
  await waitUntilReachable(origin, AbortSignal.timeout(scaled(20_000)))
  assert.equal(asked, 2)
  assert.ok(performance.now() - begun < 3_000, 'the first probe would have been given up only now')
})

test('the wait ends when nobody wants to know any more', async (t) => {
  let asked = 0
  const origin = await serve(t, () => (asked += 1))
  const nobody = new AbortController()
  const wait = waitUntilReachable(origin, nobody.signal)
  nobody.abort()
  await wait
  await waitUntilReachable(origin, AbortSignal.abort())
  assert.ok(asked <= 1)
})
