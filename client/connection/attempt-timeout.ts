import { clamp } from '../numbers.ts'

/** The longest time for one attempt to connect. */
export const ATTEMPT_MOST_MS = 10_000
/** While nothing is known of a network: WebSockets may hang there, and polling is next. */
export const FIRST_ATTEMPT_MS = 4_000
/** For a server that was there a moment ago: the network may have changed since. */
export const RECONNECT_TIMEOUT_MS = 1_500
/** For a server that has just answered a probe; twice as long after each attempt that fails. */
const PROBED_TIMEOUT_MS = 1_000
/** Opening a connection takes a few round trips more than a probe. */
const ROUND_TRIPS = 4

/**
 * How long an attempt to connect may take. One that hangs, because a packet was lost or
 * because it began on a network that is gone, must not hold up the next for long; a slow
 * line must get its time.
 *
 * @param probeMs - what the answer to a probe took; undefined when there was none
 * @param failures - attempts that failed before
 */
export function probedTimeout(probeMs: number | undefined, failures: number): number {
  if (probeMs === undefined) return ATTEMPT_MOST_MS
  const patience = PROBED_TIMEOUT_MS * 2 ** Math.max(0, failures - 1)
  return clamp(ROUND_TRIPS * probeMs, patience, ATTEMPT_MOST_MS)
}
