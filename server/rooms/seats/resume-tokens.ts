import { createHmac, createSecretKey, timingSafeEqual, type KeyObject } from 'node:crypto'

/** What a resume token says. */
export interface SeatClaim {
  seatId: string
  /** Counts the tokens of a seat, from 1. */
  generation: number
}

const TOKEN = /^([\w-]{1,64})\.(\d{1,9})\.([\w-]{43})$/

/**
 * Writes and reads resume tokens. They are signed, so the server keeps none of
 * them, and hold for one seat of one room.
 */
export class ResumeTokens {
  /** Prepared once: that takes several times as long as to sign. */
  readonly #key: KeyObject

  /** @param secret - at least 32 random bytes, the same after a restart */
  constructor(secret: Buffer) {
    this.#key = createSecretKey(secret)
  }

  issue(room: string, { seatId, generation }: SeatClaim): string {
    return `${seatId}.${generation}.${this.#sign(room, seatId, generation).toString('base64url')}`
  }

  /** @returns undefined for a token that this server did not write for this room */
  read(room: string, token: string): SeatClaim | undefined {
    const [, seatId, digits, signature] = TOKEN.exec(token) ?? []
    if (!seatId || !digits || !signature) return undefined
    const generation = Number(digits)
    const given = Buffer.from(signature, 'base64url')
    const expected = this.#sign(room, seatId, generation)
    // The text is compared as well: base64url has several spellings of some bytes.
    const isGenuine =
      given.length === expected.length &&
      timingSafeEqual(given, expected) &&
      signature === expected.toString('base64url')
    return isGenuine ? { seatId, generation } : undefined
  }

  #sign(room: string, seatId: string, generation: number): Buffer {
    return createHmac('sha256', this.#key).update(`resume\n${room}\n${seatId}\n${generation}`).digest()
  }
}
