import assert from 'node:assert/strict'
import { request } from 'node:http'
import { it } from 'node:test'
import { PROTOCOL_VERSION } from '../../protocol/index.ts'
import { RawSocket } from '../../tools/churn/raw-socket.ts'
import { frame } from '../../tools/harness/websocket-frame.ts'
import { waitFor } from '../../tools/harness/wait-for.ts'
import { assertRefused } from '../kit/assert-refused.ts'
import { startServer } from '../kit/server.ts'

it('welcomes a client with everything that it can prepare before it joins', async (t) => {
  const server = await startServer(t, { media: { bitrates: { camera: 1_500_000 } } })
  const { welcome } = await server.connect()
  assert.equal(welcome.protocolVersion, PROTOCOL_VERSION)
  assert.equal(welcome.bitrates.camera, 1_500_000)
  assert.deepEqual(
    welcome.rtpCapabilities.codecs.map(({ mimeType }) => mimeType).filter((type) => !type.endsWith('/rtx')),
    ['audio/opus', 'video/VP8'],
  )
})

it('refuses clients of another protocol version, and of none', async (t) => {
  const server = await startServer(t)
  const wrong: Record<string, unknown>[] = [
    { protocolVersion: PROTOCOL_VERSION + 1 },
    { protocolVersion: String(PROTOCOL_VERSION) },
    { protocolVersion: null },
    { protocolVersion: { valueOf: PROTOCOL_VERSION } },
    {},
  ]
  for (const auth of wrong) await assertRefused(server.connect({ auth }), 'protocol_mismatch')
  assert.ok((await server.connect()).connected)
})

it('refuses pages of other origins, and admits its own, the allowed ones and programs', async (t) => {
  const friend = 'https://meet.example.org'
  const server = await startServer(t, { listen: { allowedOrigins: [friend] } })
  const foreign = [
    'https://evil.example',
    'null',
    'https://meet.example.org.evil.example',
    'http://127.0.0.1:1',
    // The same host and port over another scheme is another origin.
    server.url.replace('http:', 'https:'),
  ]
  for (const origin of foreign) {
    await assert.rejects(server.connect({ origin }), /403|400/, origin)
  }
  for (const origin of [server.url, friend, undefined]) {
    const client = await server.connect(origin === undefined ? {} : { origin })
    assert.ok(client.connected, origin)
  }
})

it('refuses more connections of one address than the operator allows, until one ends', async (t) => {
  const server = await startServer(t, { limits: { connectionsPerAddress: 2 } })
  const first = await server.connect()
  await server.connect()
  for (let attempt = 0; attempt < 3; attempt += 1) {
    await assertRefused(server.connect(), 'too_many_connections')
  }
  assert.ok(first.connected)
  first.close()
  // The server hears of the end a moment later.
  let admitted: unknown
  for (let attempt = 0; attempt < 200 && !admitted; attempt += 1) {
    admitted = await server.connect().catch(() => undefined)
  }
  assert.ok(admitted, 'nobody was admitted after a connection had ended')
})

it('takes one connection for one socket, however often it asks in one breath', async (t) => {
  const server = await startServer(t, { limits: { connectionsPerAddress: 100 } })
  const [honest, greedy] = [await RawSocket.open(server.url), await RawSocket.open(server.url)]
  t.after(() => [honest, greedy].forEach((socket) => socket?.cut()))
  honest?.connect()
  const payload = `40${JSON.stringify({ protocolVersion: PROTOCOL_VERSION })}`
  greedy?.write(Buffer.concat(Array<Buffer>(50).fill(frame({ payload }))))
  await waitFor(() => (greedy?.isOpen ? 'it goes on' : undefined))
  assert.ok(honest?.isOpen)
})

/** Status of the answer to a WebSocket handshake with this Host and the Origin of a page of that host. */
async function statusOfUpgrade(url: string, host: string): Promise<number | undefined> {
  return await new Promise((resolve, reject) => {
    const upgrade = request(`${url}/socket.io/?EIO=4&transport=websocket`, {
      headers: {
        host,
        origin: `http://${host}`,
        connection: 'Upgrade',
        upgrade: 'websocket',
        'sec-websocket-version': '13',
        'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==',
      },
    })
    upgrade.on('response', (response) => {
      response.resume()
      resolve(response.statusCode)
    })
    upgrade.on('upgrade', (response, socket) => {
      socket.destroy()
      resolve(response.statusCode)
    })
    upgrade.on('error', reject)
    upgrade.end()
  })
}

it('refuses a page whose own name was pointed here, and logs a flood of them in one line', async (t) => {
  const server = await startServer(t, { listen: { allowedHosts: ['meet.lan'] } })
  const { port } = new URL(server.url)
  for (let attempt = 0; attempt < 50; attempt += 1) {
    assert.equal(await statusOfUpgrade(server.url, `evil-${attempt}.example:${port}`), 400)
  }
  for (const host of [`127.0.0.1:${port}`, `localhost:${port}`, `meet.lan:${port}`]) {
    assert.equal(await statusOfUpgrade(server.url, host), 101, host)
  }
  const lines = server.log.filter(({ level, host }) => level === 'warn' && host !== undefined)
  assert.equal(lines.length, 1, JSON.stringify(lines))
  assert.match(lines[0]?.msg ?? '', /listen\.allowedHosts/)
})
