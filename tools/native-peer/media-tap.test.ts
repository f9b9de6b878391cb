import assert from 'node:assert/strict'
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { describe, it, type TestContext } from 'node:test'
import type { TransportOptions } from '../../protocol/index.ts'
import { waitFor } from '../harness/wait-for.ts'
import { canTap, MediaTap } from './media-tap.ts'

const SRTP_TAG_BYTES = 16
const STUN = Buffer.alloc(20, 0)
const DTLS = Buffer.alloc(40, 22)
const RTCP = Buffer.alloc(40, 200)
RTCP[0] = 0x80

function rtp(sequenceNumber: number): Buffer {
  const packet = Buffer.alloc(100)
  packet[0] = 0x80
  packet[1] = 96
  packet.writeUInt16BE(sequenceNumber, 2)
  return packet
}

async function openSocket(t: TestContext): Promise<Socket> {
  const socket = createSocket('udp4')
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  t.after(() => socket.close())
  return socket
}

function transportAt(port: number, address = '127.0.0.1', protocol: 'udp' | 'tcp' = 'udp'): TransportOptions {
  return {
    id: 't',
    iceParameters: { usernameFragment: 'u', password: 'p', iceLite: true },
    iceCandidates: [{ foundation: 'f', priority: 1, address, protocol, port, ip: address, type: 'host' }],
    dtlsParameters: { role: 'auto', fingerprints: [] },
  }
}

/** A server, the library, and a tap between them. */
async function openTap(t: TestContext, wants: (packet: Buffer) => boolean) {
  const [server, library] = [await openSocket(t), await openSocket(t)]
  const seen: { sequenceNumber: number; bytes: number }[] = []
  const remote = transportAt(server.address().port)
  const tap = await MediaTap.open(remote, undefined, (packet, bytes) => {
    seen.push({ sequenceNumber: packet.readUInt16BE(2), bytes })
    return wants(packet)
  })
  t.after(() => tap.close())
  const port = tap.behind(remote).iceCandidates[0]?.port ?? 0
  const [packet] = (await sendAndHear(library, server, STUN, port)) as [Buffer, RemoteInfo]
  assert.deepEqual(packet, STUN)
  return { server, library, port, seen }
}

async function sendAndHear(from: Socket, to: Socket, packet: Buffer, port: number): Promise<unknown[]> {
  const heard = once(to, 'message')
  from.send(packet, port, '127.0.0.1')
  return (await heard) as unknown[]
}

describe('a tap before a transport', () => {
  it('lets all pass that is no media, and of the media what is wanted', async (t) => {
    const { server, library, port, seen } = await openTap(t, (packet) => packet.readUInt16BE(2) === 3)
    const heard: Buffer[] = []
    library.on('message', (packet) => heard.push(packet))
    for (const packet of [rtp(1), rtp(2), rtp(3), DTLS, RTCP]) server.send(packet, port, '127.0.0.1')
    await waitFor(() => (heard.length >= 3 ? undefined : `${heard.length} packets came`))
    assert.deepEqual(heard, [rtp(3), DTLS, RTCP])
    assert.deepEqual(
      seen,
      [1, 2, 3].map((sequenceNumber) => ({ sequenceNumber, bytes: 100 - SRTP_TAG_BYTES })),
    )
  })

  it('counts nothing that a stranger sends, and hands it to nobody', async (t) => {
    const { server, library, port, seen } = await openTap(t, () => true)
    const stranger = await openSocket(t)
    const heard: Buffer[] = []
    for (const socket of [server, library]) socket.on('message', (packet) => heard.push(packet))
    await new Promise((sent) => stranger.send(rtp(9), port, '127.0.0.1', sent))
    await sendAndHear(server, library, rtp(1), port)
    await waitFor(() => (heard.length > 0 ? undefined : 'nothing came'))
    assert.deepEqual(heard, [rtp(1)])
    assert.deepEqual(seen, [{ sequenceNumber: 1, bytes: 84 }])
  })

  it('stands before addresses of IPv4 over UDP alone', () => {
    const at = (address: string, protocol: 'udp' | 'tcp') => canTap(transportAt(1, address, protocol))
    assert.deepEqual(
      [at('192.0.2.1', 'udp'), at('192.0.2.1', 'tcp'), at('2001:db8::1', 'udp')],
      [true, false, false],
    )
  })
})
