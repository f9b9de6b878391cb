import assert from 'node:assert/strict'
import { it, type TestContext } from 'node:test'
import { io, type Socket } from 'socket.io-client'
import { waitFor } from '../../tools/harness/wait-for.ts'
import { startServer, type TestServer } from '../kit/server.ts'

const OWN = { 'x-plenary-operator': '1', 'content-type': 'application/json' }

/** Signs in as the page does; the cookie that a browser would keep. */
async function signIn(server: TestServer): Promise<string> {
  const body = JSON.stringify({ token: server.adminToken })
  const response = await fetch(`${server.url}/admin/session`, { method: 'POST', headers: OWN, body })
  assert.equal(response.status, 204)
  return response.headers.get('set-cookie')?.split(';')[0] ?? ''
}

/** A connection to the namespace of operators, and why it was refused. */
async function connect(
  t: TestContext,
  server: TestServer,
  headers: Record<string, string>,
): Promise<{ socket: Socket; refusal: string | undefined }> {
  const socket = io(`${server.url}/admin`, {
    transports: ['websocket'],
    extraHeaders: headers,
    reconnection: false,
    forceNew: true,
  })
  t.after(() => socket.close())
  const refusal = await new Promise<string | undefined>((resolve) => {
    socket.once('connect', () => resolve(undefined))
    socket.once('connect_error', (error) => resolve(error.message))
  })
  return { socket, refusal }
}

it('tells figures of Socket.IO to operators alone, who can change nothing, until they sign out', async (t) => {
  const server = await startServer(t, { admin: { socketIo: true } })
  const ada = await server.join('demo', 'Ada')
  const cookie = await signIn(server)
  const strangers: Record<string, string>[] = [
    {},
    { cookie: 'plenary-admin=' },
    { cookie: `plenary-admin=${'a'.repeat(43)}` },
    { cookie, origin: 'https://evil.example' },
  ]
  for (const headers of strangers)
    assert.ok((await connect(t, server, headers)).refusal, JSON.stringify(Object.keys(headers)))

  const { socket, refusal } = await connect(t, server, { cookie })
  assert.equal(refusal, undefined)
  const told: unknown[] = []
  socket.onAny((...event: unknown[]) => void told.push(event))
  await waitFor(() => (JSON.stringify(told).includes('server_stats') ? undefined : 'no figures came'))
  for (const event of ['emit', 'join', 'leave', '_disconnect']) socket.emit(event, '/', true, 'demo')
  await waitFor(() => (told.length >= 3 ? undefined : 'no further figures came'))
  assert.equal(ada.signaling.connected, true)
  assert.doesNotMatch(JSON.stringify(told), new RegExp(`Ada|cookie|${ada.id}`))

  const ended = new Promise((resolve) => socket.once('disconnect', resolve))
  const out = await fetch(`${server.url}/admin/session`, { method: 'DELETE', headers: { ...OWN, cookie } })
  assert.equal(out.status, 204)
  await waitFor('the connection ends', ended)
})

it('has no namespace and no page for it unless that is on', async (t) => {
  const server = await startServer(t)
  const cookie = await signIn(server)
  assert.match((await connect(t, server, { cookie })).refusal ?? '', /Invalid namespace/)
  assert.equal((await fetch(`${server.url}/admin/socket.io/begin.js`, { headers: { cookie } })).status, 404)
})
