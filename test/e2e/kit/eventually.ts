import { setTimeout as delay } from 'node:timers/promises'

/** Why a condition does not hold yet. */
export class NotYet {
  readonly reason: string
  constructor(reason: string) {
    this.reason = reason
  }
}

/** Says why a condition does not hold yet, for `eventually`. */
export function notYet(reason: string): NotYet {
  return new NotYet(reason)
}

const INTERVAL_MS = 100
const TIMEOUT_MS = 30_000

/**
 * Looks again and again until a condition holds.
 *
 * @param what - the condition, as the failure should name it
 * @param look - returns `notYet(reason)` until it holds, then any value
 * @throws {Error} after the time, with the last reason
 */
export async function eventually<T>(
  what: string,
  look: () => Promise<T | NotYet> | T | NotYet,
  { timeoutMs = TIMEOUT_MS }: { timeoutMs?: number } = {},
): Promise<T> {
  const deadline = Date.now() + timeoutMs
  for (;;) {
    const seen = await look()
    if (!(seen instanceof NotYet)) return seen
    if (Date.now() > deadline) {
      throw new Error(`Waited ${timeoutMs / 1000} s for: ${what}. Last seen: ${seen.reason}`)
    }
    await delay(INTERVAL_MS)
  }
}

/**
 * Looks for a while and fails as soon as a condition breaks: for what must *not*
 * happen, or must stay.
 *
 * @param look - returns `notYet(reason)` when the condition is broken
 */
export async function steadily(
  what: string,
  look: () => unknown,
  { forMs }: { forMs: number },
): Promise<void> {
  const deadline = Date.now() + forMs
  while (Date.now() < deadline) {
    const seen = await look()
    if (seen instanceof NotYet)
      throw new Error(`Expected for ${forMs / 1000} s: ${what}. Seen: ${seen.reason}`)
    await delay(INTERVAL_MS)
  }
}
