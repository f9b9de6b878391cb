import assert from 'node:assert/strict'
import { it } from 'node:test'
import { PROTOCOL_VERSION, SIGNALING_MESSAGE_MAX } from '../../protocol/index.ts'
import { waitFor } from '../../tools/harness/wait-for.ts'
import { assertRefused } from '../kit/assert-refused.ts'
import { startProxy } from '../kit/http-proxy.ts'
import { RawPolling } from '../kit/polling.ts'
import { startServer, type TestServer } from '../kit/server.ts'

const polling = { signaling: { transport: 'polling' } } as const
const HELLO = `40${JSON.stringify({ protocolVersion: PROTOCOL_VERSION })}`

async function connectionsOf(server: TestServer): Promise<string> {
  const text = await (await fetch(`${server.url}/metrics`)).text()
  const read = (transport: string): string =>
    new RegExp(`^plenary_connections_by_transport\\{transport="${transport}"\\} (\\d+)$`, 'm').exec(
      text,
    )?.[1] ?? '-'
  return `${read('websocket')} ${read('polling')}`
}

it('lets people meet of whom one sits behind a proxy without WebSockets', async (t) => {
  const server = await startServer(t)
  const url = await startProxy(t, server.url, { upgrades: false })
  await assert.rejects(server.join('team', 'Nobody', { url }), /400/)
  const ada = await server.join('team', 'Ada')
  const bo = await server.join('team', 'Bo', { url, ...polling })
  await waitFor('Ada sees Bo', () => ada.roster.names.includes('Bo') || ada.roster.names.join())
  assert.deepEqual(bo.roster.names, ['Ada'])
  assert.equal(await connectionsOf(server), '1 1')
  const transports = server.log.filter(({ msg }) => msg === 'connected').map(({ transport }) => transport)
  assert.deepEqual(transports, ['websocket', 'polling'])
  const advice = server.log.filter(({ mistake }) => mistake !== undefined)
  assert.deepEqual(
    advice.map(({ mistake }) => mistake),
    ['upgrade'],
  )
  assert.match(advice[0]?.msg ?? '', /proxy_http_version 1\.1; proxy_set_header Upgrade \$http_upgrade/)
})

it('keeps the seat of somebody whose polling breaks', async (t) => {
  const server = await startServer(t)
  const url = await startProxy(t, server.url, { upgrades: false })
  const ada = await server.join('team', 'Ada')
  const bo = await server.join('team', 'Bo', { url, ...polling })
  bo.signaling.breakLine()
  await waitFor(
    'Bo is reconnecting',
    () => ada.roster.find(bo.id)?.connection === 'reconnecting' || 'still there',
  )
  const back = await server.join('team', 'Bo', { url, ...polling, resumeToken: bo.resumeToken })
  assert.equal(back.joined.resumed, true)
  assert.equal(back.id, bo.id)
})

it('asks every request for its origin, and lets no other site read an answer', async (t) => {
  const server = await startServer(t)
  const foreign = { origin: 'https://evil.example' }
  for (const headers of [foreign, { 'sec-fetch-site': 'cross-site' }, { 'sec-fetch-site': 'same-site' }]) {
    const answer = await new RawPolling(server.url, headers).open()
    assert.equal(answer.status, 403)
    assert.match(answer.body, /"message":"origin_refused"/)
    assert.equal(answer.headers['access-control-allow-origin'], undefined)
  }
  const session = new RawPolling(server.url)
  assert.equal((await session.open()).status, 200)
  for (const refused of [await session.post(HELLO, foreign), await session.poll(foreign)]) {
    assert.equal(refused.status, 403)
    assert.match(refused.body, /"message":"origin_refused"/)
  }
  assert.equal((await session.post(HELLO, { origin: server.url })).status, 200)
  assert.match((await session.poll({ 'sec-fetch-site': 'same-origin' })).body, /^40\{/)
})

it('says what is wrong when a proxy loses the Host: to the page by a code, to the operator by a line', async (t) => {
  const server = await startServer(t)
  const url = await startProxy(t, server.url, { keepsHost: false })
  for (let guest = 0; guest < 5; guest += 1) {
    const page = new RawPolling(url, { origin: `${url}/${'x'.repeat(1000)}` })
    assert.match((await page.open()).body, /origin_refused/)
  }
  const told = server.log.filter(({ mistake }) => mistake === 'origin')
  assert.equal(told.length, 1, 'once a minute')
  assert.match(told[0]?.msg ?? '', /proxy_set_header Host \$host;/)
})

it('counts sessions of an address, although each request has a socket of its own', async (t) => {
  const server = await startServer(t, { limits: { connectionsPerAddress: 2 } })
  const first = new RawPolling(server.url)
  await first.open()
  await first.post(HELLO)
  const second = new RawPolling(server.url)
  await second.open()
  await second.post(HELLO)
  assert.match((await second.poll()).body, /^40\{/)
  const third = new RawPolling(server.url)
  await third.open()
  await third.post(HELLO)
  assert.match((await third.poll()).body, /^44.*too_many_connections/, 'beyond the limit, in words')
  await assertRefused(server.connect(), 'too_many_connections')
  await first.post('1')
  await waitFor('the ended session counts no more', async () => {
    const next = new RawPolling(server.url)
    await next.open()
    await next.post(HELLO)
    const { body } = await next.poll()
    return body.startsWith('40') || body
  })
})

it('takes no body that is larger than a message, and none of too many packets', async (t) => {
  const server = await startServer(t)
  const open = async (): Promise<RawPolling> => {
    const session = new RawPolling(server.url)
    await session.open()
    await session.post(HELLO)
    return session
  }
  const large = await open()
  const answer = await large.post(`42${'x'.repeat(SIGNALING_MESSAGE_MAX)}`).catch(() => undefined)
  assert.ok(answer === undefined || answer.status === 413)
  const many = await open()
  await many.post(Array<string>(513).fill('6').join('\x1e')).catch(() => undefined)
  assert.equal((await many.poll()).status, 400, 'the session has ended')
  const fair = await open()
  await fair.post(Array<string>(512).fill('6').join('\x1e'))
  assert.match((await fair.poll()).body, /^40\{/)
})

it('makes no WebSocket of a polling session', async (t) => {
  const server = await startServer(t)
  const session = new RawPolling(server.url)
  await session.open()
  const url = `${server.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket&sid=${session.sid}`
  const socket = new WebSocket(url)
  const outcome = await new Promise((resolve) => {
    socket.addEventListener('open', () => resolve('open'))
    socket.addEventListener('error', () => resolve('refused'))
  })
  assert.equal(outcome, 'refused')
})
