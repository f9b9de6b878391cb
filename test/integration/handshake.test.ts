import assert from 'node:assert/strict'
import { it } from 'node:test'
import { PROTOCOL_VERSION } from '../../protocol/index.ts'
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
