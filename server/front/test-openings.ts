const MAGIC_COOKIE = 0x2112a442

/** A STUN message with one attribute behind its header. */
export function stunMessage(type: number, attribute: { type: number; value: string }): Buffer {
  const value = Buffer.from(attribute.value, 'latin1')
  const padded = Buffer.alloc(4 + Math.ceil(value.length / 4) * 4)
  padded.writeUInt16BE(attribute.type, 0)
  padded.writeUInt16BE(value.length, 2)
  value.copy(padded, 4)
  const header = Buffer.alloc(20)
  header.writeUInt16BE(type, 0)
  header.writeUInt16BE(padded.length, 2)
  header.writeUInt32BE(MAGIC_COOKIE, 4)
  return Buffer.concat([header, padded])
}

/** A message behind its length, as ICE over TCP carries it. */
export function framed(message: Buffer): Buffer {
  const length = Buffer.alloc(2)
  length.writeUInt16BE(message.length)
  return Buffer.concat([length, message])
}

/** The first bytes of a browser that seeks the transport of this username fragment over TCP. */
export function iceCheck(username: string): Buffer {
  return framed(stunMessage(0x0001, { type: 0x0006, value: `${username}:theirs` }))
}
