import assert from 'node:assert/strict'
import { Directory } from './directory.ts'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { once } from 'node:events'
import { it, type TestContext } from 'node:test'
import { Server, type Socket } from 'socket.io'
import { waitFor } from '../harness/wait-for.ts'
import { SignalingOnlyClients } from './signaling-only-clients.ts'
import { Measures } from './measures.ts'
import type { Workload } from './client.ts'
import { Speech } from './speech.ts'

const ENDED = { code: 'seat_taken', message: 'Somebody else sits there.' }
const CAST = { participants: 2, publishers: 0, speakers: 0 }

/**
 * A server that gives everybody a seat.
 *
 * @param seating - called before each answer
 */
async function startServer(t: TestContext, seating: (socket: Socket) => void = () => undefined) {
  const http = createServer()
  const server = new Server(http)
  const sockets: Socket[] = []
  const renamed = new Set<Socket | undefined>()
  server.on('connection', (socket) => {
    socket.emit('welcome', { rtpCapabilities: { codecs: [], headerExtensions: [] } })
    socket.on('room:join', (_params: unknown, answer: (ack: unknown) => void) => {
      sockets.push(socket)
      seating(socket)
      answer({
        ok: true,
        data: { self: { id: socket.id }, participants: [], participantCount: 0, whole: true },
      })
    })
    socket.on('participant:rename', (_params: unknown, answer: (ack: unknown) => void) => {
      renamed.add(socket)
      answer({ ok: true, data: {} })
    })
  })
  http.listen(0, '127.0.0.1')
  await once(http, 'listening')
  t.after(() => server.close())
  return { url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`, sockets, renamed }
}

function attend(t: TestContext, url: string): SignalingOnlyClients {
  const workload = { url, room: 'load', cast: CAST, insecureTls: false } as Workload
  const speech = new Speech(CAST, { isSteady: false })
  const context = {
    workload,
    measures: new Measures(),
    speech,
    idleCameras: new Set<string>(),
    directory: new Directory(),
  }
  const clients = new SignalingOnlyClients(context, { made: () => undefined, heard: () => undefined })
  t.after(() => clients.close())
  return clients
}

it('counts somebody whose seat and then whose connection ends once, and as present no more', async (t) => {
  const { url, sockets } = await startServer(t)
  const clients = attend(t, url)
  for (const index of [0, 1]) await clients.join(index)
  assert.equal(clients.present.length, 2)
  sockets[0]?.emit('session:ended', ENDED)
  sockets[0]?.disconnect(true)
  await waitFor(() => (clients.present.length === 1 ? undefined : 'the seat is not lost yet'))
  // Comes later than the end of the first connection.
  sockets[1]?.disconnect(true)
  await waitFor(() => (clients.present.length === 0 ? undefined : 'nobody misses the connection'))
  assert.deepEqual(clients.failures, [
    { index: 0, reason: `seat_taken: ${ENDED.message}` },
    { index: 1, reason: 'io server disconnect' },
  ])
})

it('counts somebody whose seat ends before it is taken once, and never as present', async (t) => {
  const { url } = await startServer(t, (socket) => socket.emit('session:ended', ENDED))
  const clients = attend(t, url)
  await clients.join(0)
  assert.deepEqual(clients.failures, [{ index: 0, reason: `seat_taken: ${ENDED.message}` }])
  assert.equal(clients.present.length, 0)
})

it('lets those who are there act one after another', async (t) => {
  const { url, sockets, renamed } = await startServer(t)
  const clients = attend(t, url)
  for (const index of [0, 1]) await clients.join(index)
  clients.act(10)
  await waitFor(() => (renamed.has(sockets[0]) && renamed.has(sockets[1]) ? undefined : 'not both acted'))
  assert.deepEqual(clients.failures, [])
})
