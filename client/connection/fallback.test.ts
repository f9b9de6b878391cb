import assert from 'node:assert/strict'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test, type TestContext } from 'node:test'
import { Server } from 'socket.io'
import { waitFor } from '../../tools/harness/wait-for.ts'
import { openConnection, type ConnectionStatus, type SignalingConnection } from './connection.ts'
import { FAKE_WELCOME } from './test-connection.ts'

interface Line {
  connection: SignalingConnection
  statuses: ConnectionStatus[]
}

/** A connection to whatever answers, until the test ends. */
async function connectTo(t: TestContext, http: ReturnType<typeof createServer>): Promise<Line> {
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  const { port } = http.address() as AddressInfo
  const connection = openConnection(`http://127.0.0.1:${port}`)
  const statuses: ConnectionStatus[] = []
  connection.watchStatus((status) => statuses.push(status))
  t.after(() => {
    connection.close()
    http.closeAllConnections()
    http.close()
  })
  return { connection, statuses }
}

/** A server behind something that lets no WebSocket pass. */
function withoutWebSockets(transports: string[]): ReturnType<typeof createServer> {
  const http = createServer((_request, response) => response.end())
  const io = new Server(http, { transports: ['polling'] })
  io.on('connection', (socket) => {
    transports.push(socket.conn.transport.name)
    socket.emit('welcome', FAKE_WELCOME)
  })
  return http
}

test('where no WebSocket passes the page connects by polling, and says nothing alarming', async (t) => {
  const transports: string[] = []
  const { connection, statuses } = await connectTo(t, withoutWebSockets(transports))
  await waitFor('connected', () => connection.status.name === 'connected' || connection.status.name)
  assert.deepEqual(transports, ['polling'])
  assert.deepEqual(statuses, [{ name: 'connected', welcome: FAKE_WELCOME }])
})

test('what came over polling comes back over polling', async (t) => {
  const transports: string[] = []
  const { connection } = await connectTo(t, withoutWebSockets(transports))
  await waitFor('connected', () => connection.status.name === 'connected' || connection.status.name)
  connection.recycle()
  await waitFor('connected again', () => transports.length === 2 || 'not yet')
  assert.deepEqual(transports, ['polling', 'polling'])
})

test('a refusal that a WebSocket cannot tell is read from polling, and is final', async (t) => {
  const http = createServer((_request, response) => response.end())
  const io = new Server(http, {
    transports: ['websocket', 'polling'],
    allowRequest: (_request, done) => done('origin_refused', false),
  })
  t.after(() => io.engine.close())
  const { connection } = await connectTo(t, http)
  await waitFor('refused', () => connection.status.name === 'refused' || connection.status.name)
  assert.equal(connection.status.name === 'refused' && connection.status.reason.code, 'origin_refused')
})

test('an answer of something else is told from a server that is away', async (t) => {
  const answers: [what: string, misrouted: boolean, answer: RequestListener][] = [
    ['a page that is not there', true, (_request, response) => response.writeHead(404).end('<h1>404</h1>')],
    ['one page for every address', true, (_request, response) => response.end('<!doctype html><p>shop</p>')],
    [
      'a proxy without its server',
      false,
      (_request, response) => response.writeHead(502).end('<h1>502</h1>'),
    ],
  ]
  for (const [what, misrouted, answer] of answers) {
    const { connection } = await connectTo(t, createServer(answer))
    const status = await waitFor(`trouble with ${what}`, () => {
      const now = connection.status
      return (now.name === 'connecting' && now.unreachable && now) || now.name
    })
    assert.equal((status as { misrouted?: true }).misrouted ?? false, misrouted, what)
    connection.close()
  }
})
