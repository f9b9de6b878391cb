/** What a connection speaks, by its first bytes. */
export type Opening =
  | { readonly kind: 'tls' | 'http' | 'turn' | 'invalid' }
  /** `username` is the server's ICE username fragment, which names a transport. */
  | { readonly kind: 'ice'; readonly username: string }

const TLS_HANDSHAKE = 0x16
const MAGIC_COOKIE = 0x2112a442
const STUN_HEADER_BYTES = 20
const BINDING_REQUEST = 0x0001
const USERNAME = 0x0006
// Lengths of frames and types of STUN messages begin so; no line of HTTP does.
const STUN_FIRST_BYTE_MAX = 0x07
/** No connectivity check is longer than a packet. */
const FRAME_BYTES_MAX = 1500
const FRAME_LENGTH_BYTES = 2
// RFC 8839, section 5.4: characters of a username fragment.
const ICE_USERNAME = /^[A-Za-z0-9+/]{4,256}$/

/** Most that is read of a connection before it is known what it speaks, in bytes. */
export const OPENING_BYTES_MAX = FRAME_LENGTH_BYTES + FRAME_BYTES_MAX

/**
 * Tells what a connection speaks: TLS begins with a handshake record (RFC 8446, section 5.1), TURN over TCP with
 * a STUN message (RFC 8489, section 5; RFC 8656, section 3.1), ICE over TCP with one behind its length
 * (RFC 6544, section 3; RFC 4571, section 2), and HTTP with a letter.
 *
 * @param bytes - all that came so far, one byte at least
 * @returns undefined while that is too little to tell; `invalid` for what can become none of them
 */
export function readOpening(bytes: Buffer): Opening | undefined {
  const first = bytes[0] ?? 0
  if (first === TLS_HANDSHAKE) return { kind: 'tls' }
  if (first > STUN_FIRST_BYTE_MAX) return { kind: 'http' }
  const atStart = hasCookie(bytes, 4)
  const behindLength = hasCookie(bytes, 4 + FRAME_LENGTH_BYTES)
  if (atStart === 'yes') return { kind: 'turn' }
  if (atStart === 'unknown' || behindLength === 'unknown') return undefined
  return behindLength === 'yes' ? readFramed(bytes) : { kind: 'invalid' }
}

function hasCookie(bytes: Buffer, offset: number): 'yes' | 'no' | 'unknown' {
  const cookie = Buffer.alloc(4)
  cookie.writeUInt32BE(MAGIC_COOKIE)
  const present = bytes.subarray(offset, offset + 4)
  if (!present.equals(cookie.subarray(0, present.length))) return 'no'
  return present.length === 4 ? 'yes' : 'unknown'
}

/** The first frame of ICE over TCP has to be a connectivity check: RFC 8445, section 7.2.2. */
function readFramed(bytes: Buffer): Opening | undefined {
  const length = bytes.readUInt16BE(0)
  const message = bytes.subarray(FRAME_LENGTH_BYTES, FRAME_LENGTH_BYTES + length)
  const isCheck = length >= STUN_HEADER_BYTES && length <= FRAME_BYTES_MAX && length % 4 === 0
  if (!isCheck || message.readUInt16BE(0) !== BINDING_REQUEST) return { kind: 'invalid' }
  if (message.readUInt16BE(2) !== length - STUN_HEADER_BYTES) return { kind: 'invalid' }
  if (message.length < length) return undefined
  const username = readUsername(message)
  return username === undefined ? { kind: 'invalid' } : { kind: 'ice', username }
}

/** The part of USERNAME that belongs to who is asked: RFC 8445, section 7.2.2. */
function readUsername(message: Buffer): string | undefined {
  for (let at = STUN_HEADER_BYTES; at + 4 <= message.length;) {
    const length = message.readUInt16BE(at + 2)
    const value = message.subarray(at + 4, at + 4 + length)
    if (value.length < length) return undefined
    if (message.readUInt16BE(at) === USERNAME) {
      const [server = ''] = value.toString('latin1').split(':')
      return ICE_USERNAME.test(server) ? server : undefined
    }
    at += 4 + Math.ceil(length / 4) * 4
  }
  return undefined
}
