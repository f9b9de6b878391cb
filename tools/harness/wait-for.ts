import { setTimeout as delay } from 'node:timers/promises'
import { scaled } from './machine-speed.ts'
import { noteWait } from './wait-log.ts'

/** How long and how often somebody looks. */
export interface WaitOptions {
  /** Longest wait in milliseconds on a quiet machine. Default 10,000, or what `setDefaultTimeout` says. */
  timeoutMs?: number
  /** Shortest pause between two looks in milliseconds. Default 10. */
  intervalMs?: number
}

/**
 * One look at what is waited for. A text says why it does not hold yet; anything else,
 * undefined included, is what was waited for.
 */
export type Look<T> = () => T | Promise<T>

/** What a look finds. A look that gives nothing but texts never finds anything, and no type fits that. */
export type Found<T> = [Exclude<T, string>] extends [never] ? unknown : Exclude<T, string>

// After a look that is dear, such as the statistics of a browser, the pause is longer: so
// watching takes little of the core from what is watched.
const PAUSE_PER_LOOK = 3
const LONGEST_PAUSE_MS = 200

/** What a wait ends with whose time is up. */
export class WaitTimeout extends Error {}

let defaultTimeoutMs = 10_000

/**
 * Sets how long `waitFor` waits in this process where a call says nothing.
 *
 * @param timeoutMs - in milliseconds, for a quiet machine
 */
export function setDefaultTimeout(timeoutMs: number): void {
  defaultTimeoutMs = timeoutMs
}

/**
 * Waits until a condition holds or a promise is settled. The limit grows with the slowness
 * of the machine, see `scaled`.
 *
 * @param what - the condition, as the failure should name it; may be left out where the
 *   reasons of `look` say it
 * @param look - see `Look`; called again and again
 * @returns what the last look or the promise gave
 * @throws {WaitTimeout} when time is up, with what was waited for and the last reason; and whatever
 *   the look or the promise throws
 */
export function waitFor<T>(look: Look<T>, options?: WaitOptions): Promise<Found<T>>
export function waitFor<T>(what: string, look: Look<T>, options?: WaitOptions): Promise<Found<T>>
export function waitFor<T>(what: string, promise: Promise<T>, options?: WaitOptions): Promise<T>
export async function waitFor(...args: readonly unknown[]): Promise<unknown> {
  const what = typeof args[0] === 'string' ? args[0] : undefined
  const [goal, options] = (what === undefined ? args : args.slice(1)) as [
    Look<unknown> | Promise<unknown>,
    WaitOptions?,
  ]
  const clock = new Clock(what, options?.timeoutMs)
  return goal instanceof Promise ? await settled(goal, clock) : await looked(goal, clock, options?.intervalMs)
}

/**
 * Looks for a while and fails as soon as a condition breaks: for what must not happen, or
 * must stay. The time is not scaled: it is what the claim says.
 *
 * @param what - the condition, as the failure should name it
 * @param look - returns a text when the condition is broken, which says how
 * @throws {Error} as soon as it is
 */
export async function steadily(
  what: string,
  look: Look<unknown>,
  { forMs }: { forMs: number },
): Promise<void> {
  const deadline = performance.now() + forMs
  while (performance.now() < deadline) {
    const begun = performance.now()
    const seen = await look()
    if (typeof seen === 'string') throw new Error(`Expected for ${forMs / 1000} s: ${what}. Seen: ${seen}`)
    await pauseAfter(begun)
  }
}

/** The limit of one wait. */
class Clock {
  readonly limitMs: number
  readonly #what: string | undefined
  readonly #begun = performance.now()

  constructor(what: string | undefined, timeoutMs = defaultTimeoutMs) {
    this.#what = what
    this.limitMs = scaled(timeoutMs)
  }

  get isOver(): boolean {
    return this.#used > this.limitMs
  }

  /** Notes the wait as over, for the list at the end of a run. */
  end(reason: string): void {
    noteWait({ what: this.#what ?? reason, usedMs: this.#used, limitMs: this.limitMs })
  }

  failure(reason: string): WaitTimeout {
    const waited = `Waited ${this.limitMs / 1000} s`
    if (this.#what === undefined) return new WaitTimeout(`${waited}: ${reason}`)
    return new WaitTimeout(`${waited} for: ${this.#what}.${reason && ` Last seen: ${reason}`}`)
  }

  get #used(): number {
    return performance.now() - this.#begun
  }
}

async function looked(look: Look<unknown>, clock: Clock, intervalMs?: number): Promise<unknown> {
  let reason = ''
  for (;;) {
    const begun = performance.now()
    const seen = await look()
    if (typeof seen !== 'string') {
      clock.end(reason)
      return seen
    }
    reason = seen
    if (clock.isOver) {
      clock.end(reason)
      throw clock.failure(reason)
    }
    await pauseAfter(begun, intervalMs)
  }
}

async function settled(promise: Promise<unknown>, clock: Clock): Promise<unknown> {
  const timer = new AbortController()
  const late = delay(clock.limitMs, undefined, { signal: timer.signal, ref: false }).then(
    () => {
      throw clock.failure('')
    },
    () => promise,
  )
  try {
    return await Promise.race([promise, late])
  } finally {
    timer.abort()
    clock.end('')
  }
}

async function pauseAfter(begun: number, intervalMs = 10): Promise<void> {
  const pauseMs = Math.min(LONGEST_PAUSE_MS, PAUSE_PER_LOOK * (performance.now() - begun))
  await delay(Math.max(intervalMs, pauseMs))
}
