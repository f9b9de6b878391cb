import { Encoder, PacketType, type Packet } from 'socket.io-parser'

interface Encoded {
  nsp: string
  event: unknown
  parts: unknown[]
}

const encodedMessages = new WeakMap<object, Encoded>()

/**
 * Encodes a frozen message once, however many connections it goes to one after the
 * other. Whoever freezes a message says with it that nothing inside will change.
 *
 * Source: Socket.IO documentation, "Custom parser".
 */
export class FrozenEncoder extends Encoder {
  override encode(packet: Packet): unknown[] {
    const data: unknown = packet.data
    const isPlainEvent = packet.type === PacketType.EVENT && packet.id === undefined
    if (!isPlainEvent || !Array.isArray(data) || data.length !== 2) return super.encode(packet)
    const [event, params] = data as [unknown, unknown]
    if (typeof params !== 'object' || params === null || !Object.isFrozen(params)) return super.encode(packet)
    const known = encodedMessages.get(params)
    if (known && known.event === event && known.nsp === packet.nsp) return known.parts
    const parts = super.encode(packet)
    encodedMessages.set(params, { nsp: packet.nsp, event, parts })
    return parts
  }
}
