import { createSocket } from 'node:dgram'
import { once } from 'node:events'

/** What ends a test. */
interface EndingTest {
  after(end: () => unknown): void
}

/** An answer that names an IPv4 address, after other attributes. */
export function bindingSuccess(id: Buffer, address: string, before: Buffer = Buffer.alloc(0)): Buffer {
  const head = Buffer.alloc(20)
  head.writeUInt16BE(0x0101, 0)
  head.writeUInt16BE(before.length + 12, 2)
  head.writeUInt32BE(0x2112a442, 4)
  id.copy(head, 8)
  const mapped = Buffer.from([0, 0x20, 0, 8, 0, 1, 0, 0, ...address.split('.').map(Number)])
  for (let index = 0; index < 4; index += 1)
    mapped[8 + index] = (mapped[8 + index] ?? 0) ^ (head[4 + index] ?? 0)
  return Buffer.concat([head, before, mapped])
}

/**
 * A STUN server on this machine.
 *
 * @param answer - the packets that it sends for a request, by its number from 1
 */
export async function startStunServer(
  t: EndingTest,
  answer: (request: { id: Buffer; number: number }) => readonly Buffer[],
): Promise<{ port: number; requests: Buffer[] }> {
  const socket = createSocket('udp4')
  const requests: Buffer[] = []
  socket.on('message', (packet, { port, address }) => {
    requests.push(packet)
    const id = Buffer.from(packet.subarray(8, 20))
    for (const reply of answer({ id, number: requests.length })) socket.send(reply, port, address)
  })
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  t.after(() => socket.close())
  return { port: socket.address().port, requests }
}
