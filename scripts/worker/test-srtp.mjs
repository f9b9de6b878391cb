import { createCipheriv, createDecipheriv, createHmac } from 'node:crypto'

/** What each suite is made of, RFC 3711, section 8.2, and RFC 7714, section 12; lengths in bytes. */
export const SUITES = {
  AEAD_AES_256_GCM: { keyLength: 32, saltLength: 12, tagLength: 16 },
  AEAD_AES_128_GCM: { keyLength: 16, saltLength: 12, tagLength: 16 },
  AES_CM_128_HMAC_SHA1_80: { keyLength: 16, saltLength: 14, tagLength: 10 },
  AES_CM_128_HMAC_SHA1_32: { keyLength: 16, saltLength: 14, tagLength: 4 },
}

const FIXED_HEADER_LENGTH = 12
const PRF_SALT_LENGTH = 14

/**
 * SRTP by Node.js alone, to hold a media worker against: it shares no line with libsrtp.
 */
export class Srtp {
  #suite
  #isGcm
  #cipher
  #key
  #salt
  #authenticationKey

  /**
   * @param {keyof typeof SUITES} name
   * @param {string} keyBase64 master key and master salt
   */
  constructor(name, keyBase64) {
    this.#suite = SUITES[name]
    const { keyLength, saltLength } = this.#suite
    const master = Buffer.from(keyBase64, 'base64')
    const derive = (label, length) =>
      deriveKey(
        master.subarray(0, keyLength),
        master.subarray(keyLength, keyLength + saltLength),
        label,
        length,
      )
    this.#isGcm = saltLength === 12
    this.#cipher = `aes-${keyLength * 8}-${this.#isGcm ? 'gcm' : 'ctr'}`
    this.#key = derive(0, keyLength)
    this.#authenticationKey = derive(1, 20)
    this.#salt = derive(2, saltLength)
  }

  /**
   * @param {Buffer} packet RTP
   * @param {number} rollovers how often its sequence number has begun anew
   * @returns {Buffer} SRTP
   */
  protect(packet, rollovers) {
    const header = packet.subarray(0, headerLength(packet))
    const cipher = createCipheriv(this.#cipher, this.#key, this.#vector(header, rollovers))
    if (this.#isGcm) cipher.setAAD(header)
    const text = Buffer.concat([cipher.update(packet.subarray(header.length)), cipher.final()])
    const tag = this.#isGcm ? cipher.getAuthTag() : this.#tag(Buffer.concat([header, text]), rollovers)
    return Buffer.concat([header, text, tag])
  }

  /**
   * @param {Buffer} packet SRTP
   * @param {number} rollovers
   * @returns {Buffer} RTP
   * @throws {Error} when it was changed on the way, or made with another key
   */
  unprotect(packet, rollovers) {
    const header = packet.subarray(0, headerLength(packet))
    const end = packet.length - this.#suite.tagLength
    const tag = packet.subarray(end)
    const cipher = createDecipheriv(this.#cipher, this.#key, this.#vector(header, rollovers))
    if (this.#isGcm) cipher.setAAD(header).setAuthTag(tag)
    else if (!tag.equals(this.#tag(packet.subarray(0, end), rollovers))) throw new Error('another tag')
    return Buffer.concat([header, cipher.update(packet.subarray(header.length, end)), cipher.final()])
  }

  #vector(header, rollovers) {
    const vector = Buffer.alloc(this.#isGcm ? 12 : 16)
    header.copy(vector, this.#isGcm ? 2 : 4, 8, 12)
    vector.writeUInt32BE(rollovers, this.#isGcm ? 6 : 8)
    header.copy(vector, this.#isGcm ? 10 : 12, 2, 4)
    return xor(vector, this.#salt)
  }

  #tag(authenticated, rollovers) {
    const counter = Buffer.alloc(4)
    counter.writeUInt32BE(rollovers)
    const hmac = createHmac('sha1', this.#authenticationKey).update(authenticated).update(counter)
    return hmac.digest().subarray(0, this.#suite.tagLength)
  }
}

/**
 * @param {Buffer} packet RTP or SRTP
 * @returns {number} bytes before its payload, RFC 3550, section 5.1
 */
export function headerLength(packet) {
  const contributors = packet[0] & 0x0f
  const length = FIXED_HEADER_LENGTH + contributors * 4
  const hasExtension = (packet[0] & 0x10) !== 0
  return hasExtension ? length + 4 + packet.readUInt16BE(length + 2) * 4 : length
}

/** RFC 3711, section 4.3.1, without key derivation rate; a short salt is filled up with zeros. */
function deriveKey(key, salt, label, length) {
  const block = Buffer.alloc(16)
  block[PRF_SALT_LENGTH - 7] = label
  return createCipheriv(`aes-${key.length * 8}-ctr`, key, xor(block, salt)).update(Buffer.alloc(length))
}

function xor(block, salt) {
  salt.forEach((byte, index) => (block[index] ^= byte))
  return block
}
