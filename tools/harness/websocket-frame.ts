/** What a frame of a WebSocket client is made of. */
export interface FrameParts {
  /** RFC 6455, section 5.2: 0 continues, 1 is text, 9 a ping. */
  opcode?: number
  /** Whether it is the last of its message. */
  fin?: boolean
  payload?: string
  /** Length that the header claims, where it lies. */
  claimed?: number
}

/** A masked frame as a client sends it; the mask is zero, so that the payload stays readable. */
export function frame({ opcode = 1, fin = true, payload = '', claimed }: FrameParts = {}): Buffer {
  const body = Buffer.from(payload)
  const length = claimed ?? body.length
  const first = (fin ? 0x80 : 0) | opcode
  const mask = Buffer.alloc(4)
  if (length < 126) return Buffer.concat([Buffer.from([first, 0x80 | length]), mask, body])
  if (length < 0x1_0000) {
    const header = Buffer.from([first, 0x80 | 126, length >> 8, length & 0xff])
    return Buffer.concat([header, mask, body])
  }
  const header = Buffer.alloc(10)
  header[0] = first
  header[1] = 0x80 | 127
  header.writeBigUInt64BE(BigInt(length), 2)
  return Buffer.concat([header, mask, body])
}
