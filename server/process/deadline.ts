import { setTimeout as delay } from 'node:timers/promises'

/** How an attempt ended. */
export type Outcome = { kind: 'done' } | { kind: 'late' } | { kind: 'failed'; error: unknown }

/**
 * Waits for work to end, but not for longer than a deadline. Never rejects.
 *
 * @param work - what is under way
 * @param deadlineMs - longest wait in milliseconds
 */
export async function within(work: Promise<unknown>, deadlineMs: number): Promise<Outcome> {
  const timer = new AbortController()
  const done = work.then(
    (): Outcome => ({ kind: 'done' }),
    (error: unknown): Outcome => ({ kind: 'failed', error }),
  )
  const late = delay(deadlineMs, undefined, { signal: timer.signal }).then(
    (): Outcome => ({ kind: 'late' }),
    (): Outcome => ({ kind: 'done' }),
  )
  const outcome = await Promise.race([done, late])
  timer.abort()
  return outcome
}
