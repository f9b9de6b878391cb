import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { it } from 'node:test'
import { ARRIVAL_HEADER, Arrivals } from './arrivals.ts'

it('tells how an announced request arrived, once, and keeps nothing of others', async (t) => {
  let now = 0
  const arrivals = new Arrivals(() => now)
  const server = createServer((_request, response) => response.end())
  arrivals.watch(server)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => server.close())
  const { port } = server.address() as AddressInfo
  const ask = async (nonce: string, from: string): Promise<void> => {
    const headers = { [ARRIVAL_HEADER]: nonce, 'x-forwarded-for': from }
    await (await fetch(`http://127.0.0.1:${port}/healthz`, { headers })).text()
  }
  await ask('early', '192.0.2.1')
  arrivals.expect('early')
  assert.equal(arrivals.take('early'), null, 'what came before it was announced does not count')
  await ask('other', '192.0.2.1')
  await ask('early', '192.0.2.2')
  await ask('early', 'x'.repeat(1000))
  const arrival = arrivals.take('early')
  assert.deepEqual(
    { ...arrival, fromPort: 0 },
    {
      upgrade: false,
      host: `127.0.0.1:${port}`,
      from: '127.0.0.1',
      fromPort: 0,
      forwardedFor: '192.0.2.2',
      forwardedProto: '',
      url: '/healthz',
    },
  )
  now = 30_000
  assert.equal(arrivals.take('early'), null, 'after half a minute it is forgotten')
  for (let count = 0; count < 100; count += 1) arrivals.expect(`n${count}`)
  await ask('n91', 'x'.repeat(1000))
  await ask('n92', 'x'.repeat(1000))
  assert.equal(arrivals.take('n91'), null, 'eight are waited for at most')
  assert.equal(arrivals.take('n92')?.forwardedFor.length, 256)
})
