import type { ErrorCode } from '../../../protocol/index.ts'

// Of whom was taken a seat while they were away; they come back soon or never.
const REMEMBERED_MAX = 20_000

/**
 * Why seats of all rooms were taken from owners who were not there to be told. Whoever comes back with the token of
 * such a seat is told once, instead of coming in as somebody new without noticing.
 */
export class GoneSeats {
  /** By room and id, the oldest first. */
  readonly #codes = new Map<string, ErrorCode>()

  add(room: string, seatId: string, code: ErrorCode): void {
    this.#codes.set(keyOf(room, seatId), code)
    if (this.#codes.size <= REMEMBERED_MAX) return
    const [oldest] = this.#codes.keys()
    if (oldest !== undefined) this.#codes.delete(oldest)
  }

  /** Why this seat was taken, if its owner has not been told yet. From then on it is forgotten. */
  take(room: string, seatId: string): ErrorCode | undefined {
    const key = keyOf(room, seatId)
    const code = this.#codes.get(key)
    this.#codes.delete(key)
    return code
  }
}

function keyOf(room: string, seatId: string): string {
  return `${room}\n${seatId}`
}
