import assert from 'node:assert/strict'
import { it } from 'node:test'
import { parseMetrics } from '../../tools/harness/metrics-watch.ts'
import { assertRefused } from '../kit/assert-refused.ts'
import { receivesMore } from '../kit/expect-media.ts'
import { startServer, type TestServer } from '../kit/server.ts'

/** One sample; not a number when there is none. */
async function read(server: TestServer, name: string, labels: Record<string, string> = {}): Promise<number> {
  const samples = parseMetrics(await (await fetch(`${server.url}/metrics`)).text())
  const wanted = JSON.stringify(labels)
  return (
    samples.find((one) => one.name === name && JSON.stringify(one.labels) === wanted)?.value ?? Number.NaN
  )
}

it('counts joins, refusals and requests', async (t) => {
  const server = await startServer(t, { rooms: { maxParticipants: 1 } })
  assert.equal(await read(server, 'plenary_joins_total', { outcome: 'joined' }), 0)
  await server.join('demo', 'Ada')
  await assertRefused(server.join('demo', 'Bob'), 'room_full')
  await assertRefused(server.connect({ auth: {} }), 'protocol_mismatch')
  assert.equal(await read(server, 'plenary_joins_total', { outcome: 'joined' }), 1)
  assert.equal(await read(server, 'plenary_joins_total', { outcome: 'room_full' }), 1)
  assert.equal(await read(server, 'plenary_join_seconds_count'), 2)
  assert.ok((await read(server, 'plenary_join_seconds_sum')) > 0)
  assert.equal(await read(server, 'plenary_request_seconds_count', { request: 'room:join' }), 2)
  assert.equal(await read(server, 'plenary_refusals_total', { code: 'room_full' }), 1)
  assert.equal(await read(server, 'plenary_refusals_total', { code: 'protocol_mismatch' }), 1)
})

it('counts those who come back to their seat', async (t) => {
  const server = await startServer(t)
  const ada = await server.join('demo', 'Ada')
  const again = await server.join('demo', 'Ada', { resumeToken: ada.resumeToken })
  assert.equal(again.id, ada.id)
  assert.equal(await read(server, 'plenary_joins_total', { outcome: 'resumed' }), 1)
  assert.equal(await read(server, 'plenary_resumes_total'), 1)
})

it('tells over which paths media flows, and how much signaling it took', async (t) => {
  const server = await startServer(t)
  const ada = await server.join('demo', 'Ada')
  const bob = await server.join('demo', 'Bob')
  await ada.publishMicrophone({ level: -20 })
  await receivesMore(bob, { from: ada, source: 'microphone' })
  assert.equal(await read(server, 'plenary_transports_by_path', { protocol: 'udp' }), 4)
  assert.equal(await read(server, 'plenary_transports_by_path', { protocol: 'tcp' }), 0)
  const received = await read(server, 'plenary_signaling_bytes_total', { direction: 'in' })
  const sent = await read(server, 'plenary_signaling_bytes_total', { direction: 'out' })
  assert.ok(received > 1000 && sent > 1000, `${received} bytes in, ${sent} bytes out`)
  await ada.leave()
  assert.ok((await read(server, 'plenary_signaling_bytes_total', { direction: 'in' })) > received)
})
