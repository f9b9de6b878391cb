import assert from 'node:assert/strict'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { after, it, type TestContext } from 'node:test'
import { receivesMore } from '../kit/expect-media.ts'
import { NativePeer } from '../../tools/native-peer/native-peer.ts'
import { endNativeTransports } from '../../tools/native-peer/native-transport.ts'
import { startServerProcess, type ServerProcess } from '../kit/server-process.ts'

after(async () => await endNativeTransports())

// The media port is left at its default, which both servers want.
const args = (host: string) => ['--host', host, '--port', '0', '--workers', '2']

for (const host of ['127.0.0.1', '0.0.0.0']) {
  it(`starts on ${host} beside another server that has the default media ports, and both carry media`, async (t) => {
    const [first, second] = [
      await startServerProcess(t, { args: args(host) }),
      await startServerProcess(t, { args: args(host) }),
    ]
    await assertBothCarryMedia(t, [first, second])
  })
}

async function assertBothCarryMedia(t: TestContext, servers: readonly ServerProcess[]): Promise<void> {
  const ports: number[] = []
  for (const server of servers) {
    const ada = await NativePeer.join({ url: server.url, room: 'demo', name: 'Ada' })
    const bob = await NativePeer.join({ url: server.url, room: 'demo', name: 'Bob' })
    t.after(() => [ada, bob].forEach((peer) => peer.close()))
    await ada.publishMicrophone({ level: -20 })
    await receivesMore(bob, { from: ada, source: 'microphone' })
    // TCP also comes to the port of the pages.
    const udp = ada.joined.transports.send.iceCandidates.filter(({ protocol }) => protocol === 'udp')
    ports.push(...udp.map(({ port }) => port))
  }
  assert.equal(new Set(ports).size, 2, `media ports ${ports.join()}`)
}

it('says which media port it took instead of one that was taken', async (t) => {
  const blocker = createSocket('udp4')
  blocker.bind(0, '127.0.0.1')
  await once(blocker, 'listening')
  t.after(() => blocker.close())
  const { port } = blocker.address()
  const server = await startServerProcess(t, {
    args: ['--host', '127.0.0.1', '--port', '0', '--workers', '1', '--media-port', String(port)],
  })
  const line = server.log.find(({ level, wanted }) => level === 'warn' && wanted === port)
  assert.ok(line, server.stderr)
  assert.notEqual(line.port, port)
})
