import type { ErrorCode, NextRoom } from '../../../protocol/index.ts'

// Of whom was taken a seat while they were away; they come back soon or never.
const REMEMBERED_MAX = 20_000

/** Why a host or a program takes a seat from its owner. */
export type TakingCode = Extract<ErrorCode, 'removed' | 'banned' | 'moved'>

/** Why a seat was taken, and where its owner is expected now. */
export interface Gone {
  readonly code: ErrorCode
  readonly next?: NextRoom | undefined
}

/**
 * Why seats of all rooms were taken from owners who were not there to be told. Whoever comes back with the token of
 * such a seat is told once, instead of coming in as somebody new without noticing.
 */
export class GoneSeats {
  /** By room and id, the oldest first. */
  readonly #codes = new Map<string, Gone>()

  add(room: string, seatId: string, gone: Gone): void {
    this.#codes.set(keyOf(room, seatId), gone)
    if (this.#codes.size <= REMEMBERED_MAX) return
    const [oldest] = this.#codes.keys()
    if (oldest !== undefined) this.#codes.delete(oldest)
  }

  /** Why this seat was taken, if its owner has not been told yet. From then on it is forgotten. */
  take(room: string, seatId: string): Gone | undefined {
    const key = keyOf(room, seatId)
    const gone = this.#codes.get(key)
    this.#codes.delete(key)
    return gone
  }
}

function keyOf(room: string, seatId: string): string {
  return `${room}\n${seatId}`
}
