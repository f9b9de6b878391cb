/** Bytes of a transaction id. Source: RFC 8489, section 5. */
export const TRANSACTION_ID_BYTES = 12

const HEADER_BYTES = 20
const MAGIC_COOKIE = 0x2112a442
const BINDING_REQUEST = 0x0001
const BINDING_SUCCESS = 0x0101
const XOR_MAPPED_ADDRESS = 0x0020
const FAMILIES: Readonly<Record<number, number>> = { 0x01: 4, 0x02: 16 }

/**
 * A request for the address from which it comes. Source: RFC 8489, sections 2 and 5.
 *
 * @param id - 12 random bytes, which nobody on the way can guess
 */
export function bindingRequest(id: Buffer): Buffer {
  const message = Buffer.alloc(HEADER_BYTES)
  message.writeUInt16BE(BINDING_REQUEST, 0)
  message.writeUInt32BE(MAGIC_COOKIE, 4)
  id.copy(message, 8)
  return message
}

/**
 * The address that a server saw a request come from.
 *
 * @param id - that of the request
 * @returns undefined for anything that is not a whole answer to this request: other packets, refusals, other ids.
 *   Source: RFC 8489, sections 5, 6.3.3 and 14.2.
 */
export function mappedAddress(packet: Buffer, id: Buffer): string | undefined {
  if (packet.length < HEADER_BYTES || packet.readUInt16BE(0) !== BINDING_SUCCESS) return undefined
  if (packet.readUInt16BE(2) !== packet.length - HEADER_BYTES || packet.length % 4 !== 0) return undefined
  if (packet.readUInt32BE(4) !== MAGIC_COOKIE || !packet.subarray(8, HEADER_BYTES).equals(id))
    return undefined
  for (let at = HEADER_BYTES; at + 4 <= packet.length;) {
    const length = packet.readUInt16BE(at + 2)
    const value = packet.subarray(at + 4, at + 4 + length)
    if (value.length < length) return undefined
    if (packet.readUInt16BE(at) === XOR_MAPPED_ADDRESS)
      return readXored(value, packet.subarray(4, HEADER_BYTES))
    at += 4 + Math.ceil(length / 4) * 4
  }
  return undefined
}

/** @param key - cookie and transaction id, with which addresses are veiled from NATs that rewrite them */
function readXored(value: Buffer, key: Buffer): string | undefined {
  const bytes = FAMILIES[value[1] ?? 0]
  if (bytes === undefined || value.length !== 4 + bytes) return undefined
  const address = value.subarray(4).map((byte, index) => byte ^ (key[index] ?? 0))
  if (bytes === 4) return address.join('.')
  const groups = Array.from({ length: 8 }, (_, group) =>
    Buffer.from(address)
      .readUInt16BE(group * 2)
      .toString(16),
  )
  return new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1)
}
