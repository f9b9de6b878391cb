import { SignedTokens } from '../../lib/signed-tokens.ts'

/** What a resume token says. */
export interface SeatClaim {
  seatId: string
  /** Counts the tokens of a seat, from 1. */
  generation: number
}

const GENERATION = /^\d{1,9}$/

/**
 * Writes and reads resume tokens. They are signed, so the server keeps none of
 * them, and hold for one seat of one room.
 */
export class ResumeTokens {
  readonly #tokens: SignedTokens

  /** @param secret - at least 32 random bytes, the same after a restart */
  constructor(secret: Buffer) {
    this.#tokens = new SignedTokens(secret, 'resume')
  }

  issue(room: string, { seatId, generation }: SeatClaim): string {
    return this.#tokens.write(room, [seatId, String(generation)])
  }

  /** @returns undefined for a token that this server did not write for this room */
  read(room: string, token: string): SeatClaim | undefined {
    const [seatId, generation] = this.#tokens.read(room, token) ?? []
    if (seatId === undefined || generation === undefined || !GENERATION.test(generation)) return undefined
    return { seatId, generation: Number(generation) }
  }
}
