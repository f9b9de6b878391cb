import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'

const CIPHER = 'aes-256-gcm'
const KEY_BYTES = 32
const IV_BYTES = 12
const TAG_BYTES = 16
// Browsers keep no cookie above 4 KiB with its name, RFC 6265, section 6.1.
const SEALED_MAX = 4000

/**
 * Seals small values so that a browser may keep them: nobody can read or change them, or show those of one
 * purpose for another. Source: NIST SP 800-38D for AES-GCM, RFC 5869 for the keys.
 */
export class SealedBox {
  readonly #key: Buffer

  /**
   * @param secret - at least 32 random bytes, the same after a restart
   * @param purpose - what is sealed; another purpose has another key
   */
  constructor(secret: Buffer, purpose: string) {
    this.#key = Buffer.from(hkdfSync('sha256', secret, '', `plenary ${purpose}`, KEY_BYTES))
  }

  /** @returns text of letters, digits, hyphens and underscores; undefined when it would be longer than a cookie */
  seal(value: unknown): string | undefined {
    const iv = randomBytes(IV_BYTES)
    const cipher = createCipheriv(CIPHER, this.#key, iv)
    const text = Buffer.concat([cipher.update(JSON.stringify(value), 'utf8'), cipher.final()])
    const sealed = Buffer.concat([iv, cipher.getAuthTag(), text]).toString('base64url')
    return sealed.length > SEALED_MAX ? undefined : sealed
  }

  /** @returns undefined for what this box has not sealed */
  open(sealed: string): unknown {
    if (sealed.length > SEALED_MAX) return undefined
    const bytes = Buffer.from(sealed, 'base64url')
    if (bytes.length <= IV_BYTES + TAG_BYTES) return undefined
    const decipher = createDecipheriv(CIPHER, this.#key, bytes.subarray(0, IV_BYTES), {
      authTagLength: TAG_BYTES,
    })
    decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES))
    try {
      const text = Buffer.concat([decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()])
      return JSON.parse(text.toString('utf8')) as unknown
    } catch {
      return undefined
    }
  }
}
