import assert from 'node:assert/strict'
import { get } from 'node:http'
import { it } from 'node:test'
import { metricsPage } from '../../scripts/docs/metrics.ts'
import { refuse, startReceiver, TEST_SECRET } from '../../server/webhooks/test-receiver.ts'
import { parseMetrics } from '../../tools/harness/metrics-watch.ts'
import { waitFor } from '../../tools/harness/wait-for.ts'
import { assertRefused } from '../kit/assert-refused.ts'
import { receivesMore } from '../kit/expect-media.ts'
import { startServer, type TestServer } from '../kit/server.ts'

/** What no quiet meeting moves, and why; each that is cheap to provoke is provoked below. */
const ONLY_ON_TROUBLE: Readonly<Record<string, string>> = {
  plenary_load_level: 'a worker is busy: provoked',
  plenary_pipes: 'a room is on two workers: many-workers.test.ts',
  plenary_worker_deaths_total: 'a worker dies: provoked',
  plenary_refusals_total: 'somebody is refused: provoked',
  plenary_strangers_refused_total: 'a request for another host: provoked',
  plenary_sockets_ended_total: 'a socket sends too much: provoked',
  plenary_resumes_total: 'somebody comes back: provoked',
  plenary_media_packets_lost_total: 'the network loses packets: media-traffic.test.ts',
  plenary_storage_writes_behind: 'the disk fails: write-queue tests of server/persistence',
  plenary_webhooks_waiting: 'a receiver is away: provoked',
}

/** What says something of the process that stays, or is measured on real machines alone. */
const CONSTANT: Readonly<Record<string, string>> = {
  plenary_up: '1 from the ready line to the drain: server/http/server.test.ts',
  plenary_workers: 'the number of workers: worker-death.test.ts',
  plenary_line_round_trip_seconds: 'native peers report none: test/e2e/admin-page.test.ts',
  plenary_process_start_time_seconds: 'the start',
  plenary_event_loop_delay_p99_seconds: 'tests take themselves to be idle: event-loop-meter.test.ts',
  plenary_event_loop_delay_max_seconds: 'tests take themselves to be idle: event-loop-meter.test.ts',
}

/** What other servers have: one that speaks plain HTTP on a loopback address does not. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  plenary_certificate_expiry_timestamp_seconds: 'HTTPS: public-https.test.ts',
  plenary_shared_port_connections_total: 'media on the port of the pages: shared-port.test.ts',
  plenary_shared_port_relayed: 'the same',
  plenary_shared_port_relayed_bytes_total: 'server/front/port-sharing.test.ts',
  plenary_shared_port_restarts_total: 'a relay that dies: server/front/port-sharing.test.ts',
}

type Values = ReadonlyMap<string, string>

/** The text of all samples of each metric that the documentation names. */
async function read(server: TestServer): Promise<Values> {
  const samples = parseMetrics(await (await fetch(`${server.url}/metrics`)).text())
  const names = [...metricsPage().matchAll(/^\| `(plenary_\w+)` \| (\w+)/gm)]
  assert.ok(names.length > 40, 'the page of metrics has another form')
  return new Map(
    names.map(([, name = '', type]) => {
      const series = type === 'histogram' ? `${name}_count` : name
      const own = samples.filter((sample) => sample.name === series)
      return [name, JSON.stringify(own.map(({ labels, value }) => [labels, value]))]
    }),
  )
}

/** Which of these metrics have other values than before. */
async function moves(server: TestServer, before: Values, names: readonly string[]): Promise<void> {
  await waitFor(
    async () => {
      const now = await read(server)
      const still = names.filter((name) => now.get(name) === before.get(name))
      return still.length === 0 ? undefined : `still as before: ${still.join(', ')}`
    },
    { timeoutMs: 30_000 },
  )
}

async function meet(server: TestServer): Promise<void> {
  const [ada, bob] = [await server.join('demo', 'Ada'), await server.join('demo', 'Bob')]
  await ada.publishCamera()
  await ada.publishMicrophone({ level: -20 })
  await bob.setView([{ participantId: ada.id }])
  await receivesMore(bob, { from: ada, source: 'camera' })
  ada.chat.send('hello')
}

function askAs(host: string, url: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    get(`${url}/`, { headers: { host } }, (response) => {
      response.resume()
      resolve(response.statusCode)
    }).once('error', reject)
  })
}

function sendTooMuch(url: string): void {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`)
  socket.addEventListener('open', () => socket.send('4'.repeat(5_000_000)))
  // It is cut, as it should be.
  socket.addEventListener('error', () => undefined)
}

it('every metric of the documentation is there, and all but those of trouble move in a meeting', async (t) => {
  const receiver = await startReceiver(t)
  const server = await startServer(t, {
    webhooks: { allowPrivate: true, receivers: [{ url: receiver.url, secret: TEST_SECRET }] },
  })
  const before = await read(server)
  for (const [name, samples] of before) {
    if (!Object.hasOwn(ELSEWHERE, name)) assert.notEqual(samples, '[]', `${name} has no samples`)
  }
  await meet(server)
  const exempt = new Set([ONLY_ON_TROUBLE, CONSTANT, ELSEWHERE].flatMap(Object.keys))
  for (const name of exempt) assert.ok(before.has(name), `${name} is exempt and does not exist`)
  await moves(
    server,
    before,
    [...before.keys()].filter((name) => !exempt.has(name)),
  )
})

it('metrics of trouble move when there is some', async (t) => {
  const receiver = await startReceiver(t)
  receiver.answer = refuse(503)
  const busy = new Map<string, number>()
  const server = await startServer(
    t,
    {
      rooms: { maxParticipants: 2 },
      webhooks: { allowPrivate: true, receivers: [{ url: receiver.url, secret: TEST_SECRET }] },
    },
    { workerCpu: () => new Map(server.workerIds.map((id) => [id, busy.get('all') ?? 0])), intervalMs: 50 },
  )
  server.expectError(/worker died/)
  const before = await read(server)
  const ada = await server.join('demo', 'Ada')
  await server.join('demo', 'Bob')
  await assertRefused(server.join('demo', 'Cy'), 'room_full')
  await server.join('demo', 'Ada', { resumeToken: ada.resumeToken })
  assert.equal(await askAs('evil.example', server.url), 421)
  sendTooMuch(server.url)
  busy.set('all', 0.99)
  await moves(server, before, [
    'plenary_refusals_total',
    'plenary_resumes_total',
    'plenary_webhooks_waiting',
    'plenary_sockets_ended_total',
    'plenary_strangers_refused_total',
    'plenary_load_level',
  ])
  const [pid] = server.workerPids
  assert.ok(pid)
  process.kill(pid, 'SIGKILL')
  await moves(server, before, ['plenary_worker_deaths_total'])
})
