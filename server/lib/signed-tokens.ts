import { createHmac, timingSafeEqual } from 'node:crypto'

const FIELD = /^[\w-]{1,64}$/
// Far longer than any token that is written here: more is not looked at.
const LONGEST = 512

/**
 * Writes and reads short tokens that carry a few fields and a signature (HMAC-SHA256, RFC 2104). The server
 * keeps none of them. A token of one purpose, place or number of fields is never one of another.
 */
export class SignedTokens {
  readonly #secret: Buffer
  readonly #purpose: string

  /**
   * @param secret - at least 32 random bytes, the same after a restart
   * @param purpose - what the tokens are for: one word
   */
  constructor(secret: Buffer, purpose: string) {
    this.#secret = secret
    this.#purpose = purpose
  }

  /**
   * @param place - where the token holds, such as the canonical name of a room; no line feed is in it
   * @param fields - what it says: letters, digits, `_` and `-`, 64 characters at most each
   * @throws {Error} for a place or a field that cannot be written
   */
  write(place: string, fields: readonly string[]): string {
    if (place.includes('\n') || !fields.every((field) => FIELD.test(field)))
      throw new Error(`A token for ${this.#purpose} cannot carry this.`)
    return [...fields, this.#sign(place, fields).toString('base64url')].join('.')
  }

  /**
   * @param token - anything
   * @returns the fields; undefined for a token that was not written for this purpose and place with these fields
   */
  read(place: string, token: string): readonly string[] | undefined {
    if (token.length > LONGEST) return undefined
    const fields = token.split('.')
    const signature = fields.pop() ?? ''
    if (fields.length === 0 || !fields.every((field) => FIELD.test(field))) return undefined
    const expected = this.#sign(place, fields)
    const given = Buffer.from(signature, 'base64url')
    // The text is compared as well: base64url has several spellings of some bytes.
    const isGenuine =
      given.length === expected.length &&
      timingSafeEqual(given, expected) &&
      signature === expected.toString('base64url')
    return isGenuine ? fields : undefined
  }

  #sign(place: string, fields: readonly string[]): Buffer {
    return createHmac('sha256', this.#secret)
      .update([this.#purpose, place, ...fields].join('\n'))
      .digest()
  }
}
