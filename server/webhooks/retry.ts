import type { Answer } from './post.ts'

const FIRST_PAUSE_MS = 5000
const GROWTH = 3
const LONGEST_PAUSE_MS = 4 * 3_600_000
const ASKED_PAUSE_MAX_MS = 3_600_000
// Later events of a room wait for one that fails, but not for hours.
const HOLDING_ATTEMPTS = 5
// Request Timeout, Too Early and Too Many Requests: the message itself is in order, RFC 9110 and RFC 6585.
const PASSING_STATUS: readonly number[] = [408, 425, 429]
const GONE = 410

/** Whether a receiver took a message. */
export function isTaken(status: number): boolean {
  return status >= 200 && status < 300
}

/** Whether a receiver never wants to hear of this again. */
export function isGone(status: number): boolean {
  return status === GONE
}

/**
 * Whether later events of the room wait for one that was not taken yet: while the receiver is away or
 * in trouble they do, so that they arrive in order; one that it refuses for itself holds nothing up.
 */
export function holdsRoom(attempts: number, status: number): boolean {
  const isRefused = status >= 400 && status < 500 && !PASSING_STATUS.includes(status)
  return attempts < HOLDING_ATTEMPTS && !isRefused
}

/**
 * Milliseconds until the next attempt: 5 s, then three times as long each time up to four hours, a
 * quarter more or less, so that what failed together does not come back together; later where the
 * receiver asks for it.
 *
 * @param attempts - how many have failed, 1 or more
 * @param random - from 0 to 1
 */
export function pauseBefore(attempts: number, { retryAfterMs }: Answer, random: number): number {
  const pause = Math.min(FIRST_PAUSE_MS * GROWTH ** (attempts - 1), LONGEST_PAUSE_MS)
  return Math.max(Math.round(pause * (0.75 + random / 2)), Math.min(retryAfterMs, ASKED_PAUSE_MAX_MS))
}
