import { readdirSync, readFileSync } from 'node:fs'
import type { RefusalLog } from '../observability/refusal-log.ts'

/** File descriptors of this process: how many are open, and how many may be. */
export interface DescriptorUse {
  readonly open: number
  readonly limit: number
}

// What files, workers, the database and the next connections to them need.
const RESERVE = 64
const RESERVE_SHARE = 0.1
// Counting takes a millisecond with some thousands open.
const SAMPLE_INTERVAL_MS = 1000

/**
 * Counts descriptors.
 *
 * @returns undefined where the system has no `/proc`, proc(5)
 */
export function readDescriptors(): DescriptorUse | undefined {
  try {
    const limit = /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'latin1'))?.[1]
    return {
      open: readdirSync('/proc/self/fd').length,
      limit: limit === undefined ? Infinity : Number(limit),
    }
  } catch {
    return undefined
  }
}

/** Refuses connections before the process has no descriptor left for anything else. */
export class DescriptorGuard {
  readonly #refusals: RefusalLog
  readonly #read: () => DescriptorUse | undefined
  #sampled: DescriptorUse | undefined
  #sampledAt = -Infinity
  #since = 0

  /** @param read - how descriptors are counted */
  constructor(refusals: RefusalLog, read: () => DescriptorUse | undefined = readDescriptors) {
    this.#refusals = refusals
    this.#read = read
  }

  /** Whether one more connection, which is open already, may stay. */
  admits(): boolean {
    const now = performance.now()
    if (now - this.#sampledAt >= SAMPLE_INTERVAL_MS) {
      this.#sampled = this.#read()
      this.#sampledAt = now
      this.#since = 0
    }
    if (!this.#sampled) return true
    const { limit } = this.#sampled
    // Those that were closed meanwhile are not seen: it errs on the safe side, for a second.
    const open = this.#sampled.open + this.#since
    const reserve = Math.max(RESERVE, limit * RESERVE_SHARE)
    if (open + reserve <= limit) {
      this.#since += 1
      return true
    }
    this.#refusals.log(
      'descriptors',
      { open, limit },
      'file descriptors are used up; connections are refused. Raise the limit (ulimit -n, LimitNOFILE)',
    )
    return false
  }
}
