import assert from 'node:assert/strict'
import { connect, type Socket } from 'node:net'
import { it, type TestContext } from 'node:test'
import type { IceParameters } from '../../protocol/index.ts'
import { parseMetrics } from '../../tools/harness/metrics-watch.ts'
import { waitFor } from '../../tools/harness/wait-for.ts'
import { startServer, type TestServer } from '../kit/server.ts'
import { checkCandidate, checkOverTcp } from '../../tools/native-peer/ice-check.ts'

const portOf = (server: TestServer): number => Number(new URL(server.url).port)

/** Sends a check to the port of the pages. */
function seek(
  t: TestContext,
  server: TestServer,
  name: IceParameters,
): { socket: Socket; read: () => string } {
  let got = ''
  const socket = connect(portOf(server), '127.0.0.1')
  socket.on('error', () => undefined).on('data', (chunk: Buffer) => (got += chunk.toString('latin1')))
  t.after(() => socket.destroy())
  socket.write(checkOverTcp(name))
  return { socket, read: () => got }
}

async function metric(server: TestServer, name: string, kind: string): Promise<number | undefined> {
  const text = await (await fetch(`${server.url}/metrics`)).text()
  return parseMetrics(text).find((sample) => sample.name === name && sample.labels.kind === kind)?.value
}

it('carries media from the port of the pages to the worker that has its transport', async (t) => {
  const server = await startServer(t, { listen: { singlePort: 'on' }, media: { workers: 2 } })
  const workers = new Set<number>()
  for (const room of ['one', 'two', 'three']) {
    const { joined } = await server.join(room, 'Ada')
    const { iceCandidates, iceParameters } = joined.transports.receive
    const described = iceCandidates.map(
      ({ protocol, port }) => `${protocol}:${port === portOf(server) ? 'pages' : 'media'}`,
    )
    assert.deepEqual(described, ['udp:media', 'tcp:media', 'tcp:pages'])
    const priorities = iceCandidates.map(({ priority }) => priority)
    assert.deepEqual(
      [...priorities].sort((left, right) => right - left),
      priorities,
    )
    workers.add(iceCandidates[0]?.port ?? 0)
    const last = iceCandidates.at(-1)
    if (last) await checkCandidate(last, iceParameters)
  }
  assert.equal(workers.size, 2, 'both workers were asked')
  assert.equal(await metric(server, 'plenary_shared_port_connections_total', 'ice'), 3)
  await waitFor(
    async () => (await metric(server, 'plenary_shared_port_relayed', 'ice')) === 0 || 'some are carried on',
  )
})

it('cuts who names no transport of this server, or one that has closed', async (t) => {
  const server = await startServer(t, { listen: { singlePort: 'on' } })
  const nobody = seek(t, server, { usernameFragment: 'nobodyhasthis', password: 'x', iceLite: true })
  await waitFor(() => nobody.socket.destroyed || 'a stranger is not cut')
  const peer = await server.join('demo', 'Ada')
  const name = peer.joined.transports.send.iceParameters
  const { socket, read } = seek(t, server, name)
  await waitFor(() => read().length > 0 || 'there is no answer')
  peer.close()
  await waitFor(() => socket.destroyed || 'the connection outlives its transport', { timeoutMs: 20_000 })
  const late = seek(t, server, name)
  await waitFor(() => late.socket.destroyed || 'who is late is not cut')
  assert.equal(nobody.read() + late.read(), '')
})

it('finds a transport by its new name after an ICE restart', async (t) => {
  const server = await startServer(t, { listen: { singlePort: 'on' } })
  const peer = await server.join('demo', 'Ada')
  const { id, iceCandidates } = peer.joined.transports.send
  const { iceParameters } = await peer.signaling.request('transport:restart-ice', { transportId: id })
  const last = iceCandidates.at(-1)
  assert.equal(last?.port, portOf(server))
  await checkCandidate(last, iceParameters)
})

it('keeps pages and media apart where that is set, and names no port in vain', async (t) => {
  const server = await startServer(t, { listen: { singlePort: 'off' } })
  const { joined } = await server.join('demo', 'Ada')
  const { iceCandidates, iceParameters } = joined.transports.send
  assert.deepEqual(
    iceCandidates.map(({ protocol }) => protocol),
    ['udp', 'tcp'],
  )
  const { read } = seek(t, server, iceParameters)
  await waitFor(() => read().startsWith('HTTP/1.1 400') || `the answer is ${JSON.stringify(read())}`)
})
