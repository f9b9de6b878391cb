import { statSync } from 'node:fs'
import { FACTOR_VARIABLE, noteFactor, readFactor } from './wait-log.ts'

/** How long the two pieces of fixed work took, in milliseconds. */
export interface WorkTimes {
  /** Arithmetic. */
  computing: number
  /** Calls into the kernel, of which packets cost many. */
  calling: number
}

// What both take on an idle core of about 2.5 GHz, with some room above what was measured.
const QUIET: WorkTimes = { computing: 40, calling: 16 }
const LARGEST_FACTOR = 8
const ROUNDS = 10_000_000
const CALLS = 5000

/**
 * How many times longer work takes than on a quiet machine: at least 1, at most 8, so that
 * what never comes is still noticed. The slower of the two kinds of work counts, because
 * virtual machines exist that compute fast and pay dearly for each packet.
 */
export function factorOf({ computing, calling }: WorkTimes): number {
  const slower = Math.max(computing / QUIET.computing, calling / QUIET.calling)
  return Math.min(LARGEST_FACTOR, Math.max(1, Math.round(slower * 10) / 10))
}

/** Does the fixed work, for about 50 ms, and looks at the clock: others that want the core count too. */
export function timeWork(): WorkTimes {
  const begun = performance.now()
  compute()
  const computed = performance.now()
  for (let call = 0; call < CALLS; call += 1) statSync(import.meta.dirname)
  return { computing: computed - begun, calling: performance.now() - computed }
}

/** Xorshift: each round needs the one before, so that no compiler leaves any out. */
function compute(): number {
  let state = 1
  for (let round = 0; round < ROUNDS; round += 1) {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
  }
  return state
}

function measureFactor(): number {
  const factor = factorOf(timeWork())
  process.env[FACTOR_VARIABLE] = String(factor)
  noteFactor(factor)
  return factor
}

// Measured when this module is loaded: later, the work would fall into a test and hold up its packets.
const factor = readFactor(process.env[FACTOR_VARIABLE]) ?? measureFactor()

/**
 * A time limit for this machine, as busy as it was when the process began.
 *
 * @param limitMs - what is enough on a quiet machine, in milliseconds
 * @returns the same or more, in milliseconds
 */
export function scaled(limitMs: number): number {
  return Math.round(limitMs * factor)
}
