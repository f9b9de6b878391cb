import assert from 'node:assert/strict'
import { it } from 'node:test'
import { parseMetrics } from '../../tools/harness/metrics-watch.ts'
import { waitFor } from '../../tools/harness/wait-for.ts'
import { NativePeer } from '../../tools/native-peer/native-peer.ts'
import { Vp8Source } from '../../tools/native-peer/vp8-source.ts'
import { startServer, type LogLine, type TestServer } from '../kit/server.ts'

/** Joins and publishes a camera, all over signaling: none of its media ever comes. */
async function joinWithoutPath(server: TestServer, name: string): Promise<NativePeer> {
  const peer = await NativePeer.takeSeat(await server.connect(), { url: server.url, room: 'demo', name })
  const { send, receive } = peer.joined.transports
  const { dtlsParameters } = peer.sendTransport
  for (const { id } of [send, receive]) {
    await peer.signaling.request('transport:connect', { transportId: id, dtlsParameters })
  }
  await peer.signaling.request('producer:create', {
    transportId: send.id,
    kind: 'video',
    source: 'camera',
    rtpParameters: new Vp8Source({ mid: 'camera', layers: 3 }).rtpParameters,
    paused: false,
  })
  return peer
}

const isAboutPaths = ({ msg }: LogLine): boolean => msg.startsWith('no media path to a participant')

it('tells operator, others and metrics of people whose media never gets through', async (t) => {
  const server = await startServer(t, { listen: { announce: ['127.0.0.1', '203.0.113.7'] } })
  const bob = await server.join('demo', 'Bob')
  const people = [await joinWithoutPath(server, 'Ada'), await joinWithoutPath(server, 'Cy')]
  await bob.setView(people.map(({ id }) => ({ participantId: id, width: 640, height: 360 })))
  for (const { id } of people) {
    await waitFor(
      'Bob is told that nothing of them gets through',
      () => bob.roster.find(id)?.publications.some(({ fault }) => fault === 'no-path') || 'he is not',
      { timeoutMs: 20_000 },
    )
  }
  const stalls = bob.batches.flatMap(({ updated }) => updated.map(({ stall }) => stall ?? null))
  assert.deepEqual(
    stalls.filter((stall) => stall !== null),
    [],
    'no line is called slow',
  )
  const lines = server.log.filter(isAboutPaths)
  assert.deepEqual(
    lines.map(({ level }) => level),
    ['warn', 'debug'],
    'the operator hears of it once',
  )
  const port = people[0]?.joined.transports.send.iceCandidates[0]?.port
  assert.deepEqual(
    lines[0]?.addresses,
    ['udp', 'tcp'].flatMap((protocol) => [
      `${protocol}:127.0.0.1:${port}`,
      `${protocol}:203.0.113.7:${port}`,
    ]),
  )
  const samples = parseMetrics(await (await fetch(`${server.url}/metrics`)).text())
  const counted = samples.find(
    ({ name, labels }) => name === 'plenary_room_events_total' && labels.event === 'mediaPathMissing',
  )
  assert.equal(counted?.value, 2)
})
