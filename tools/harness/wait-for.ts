import { setTimeout as delay } from 'node:timers/promises'

/** How long and how often somebody looks. */
export interface WaitOptions {
  /** Longest wait in milliseconds. Default 10,000, for machines that are busy. */
  timeout?: number
  /** Pause between two looks in milliseconds. Default 10. */
  interval?: number
}

/**
 * Waits until a condition holds.
 *
 * @param check - says why it does not hold yet, or undefined when it does
 * @throws {Error} with the last reason, when time is up
 */
export async function waitFor(
  check: () => string | undefined | Promise<string | undefined>,
  { timeout = 10_000, interval = 10 }: WaitOptions = {},
): Promise<void> {
  const deadline = performance.now() + timeout
  for (;;) {
    const reason = await check()
    if (reason === undefined) return
    if (performance.now() > deadline) throw new Error(`${reason} (waited ${timeout} ms)`)
    await delay(interval)
  }
}

/**
 * Waits until something exists.
 *
 * @param find - gives it, or undefined while it does not exist
 * @param reason - what is missing, for the failure
 */
export async function waitForValue<T>(
  find: () => T | undefined,
  reason: string,
  options?: WaitOptions,
): Promise<T> {
  let found: T | undefined
  await waitFor(() => {
    found = find()
    return found === undefined ? reason : undefined
  }, options)
  return found as T
}

/**
 * Waits for a promise, but not for ever.
 *
 * @param reason - what did not happen, for the failure
 */
export async function withTimeout<T>(promise: Promise<T>, reason: string, timeout = 10_000): Promise<T> {
  const timer = new AbortController()
  const late = delay(timeout, undefined, { signal: timer.signal, ref: false }).then(
    () => {
      throw new Error(`${reason} (waited ${timeout} ms)`)
    },
    () => promise,
  )
  try {
    return await Promise.race([promise, late])
  } finally {
    timer.abort()
  }
}
