import { pageBase } from '../page-base.ts'

/** A probe that has heard nothing by then counts as lost, in milliseconds. */
const PROBE_MS = 3_000
/** Pause between the starts of two probes, in milliseconds. */
const PROBE_INTERVAL_MS = 500
/** After so long something may answer WebSockets although it does not answer this. */
const GIVE_UP_MS = 10_000

/**
 * Waits until the server answers, or until it seems useless to go on waiting.
 *
 * While a server is away, this is asked instead of opening WebSockets: browsers
 * delay WebSockets more and more after each failure (Chromium by up to five
 * seconds), and an attempt that began on a network that is gone hangs. Probes
 * overlap, so one that is lost does not hold up the next.
 *
 * @param origin - of the server; the page's own by default
 * @param signal - ends the wait
 * @returns milliseconds that the answer took; undefined without an answer
 */
export async function waitUntilReachable(
  origin: string | undefined,
  signal: AbortSignal,
): Promise<number | undefined> {
  const { promise, resolve } = Promise.withResolvers<number | undefined>()
  const ended = new AbortController()
  const stop = AbortSignal.any([signal, ended.signal])
  stop.addEventListener('abort', () => resolve(undefined))
  const probe = (): void => {
    const askedAt = performance.now()
    answers(origin, AbortSignal.any([stop, AbortSignal.timeout(PROBE_MS)])).then(
      (isThere) => isThere && resolve(performance.now() - askedAt),
      () => undefined,
    )
  }
  // Not all at the same time, when a whole meeting waits for its server.
  const timer = setInterval(probe, PROBE_INTERVAL_MS * (0.75 + Math.random() / 2))
  const limit = setTimeout(() => resolve(undefined), GIVE_UP_MS)
  if (signal.aborted) resolve(undefined)
  else probe()
  try {
    return await promise
  } finally {
    clearInterval(timer)
    clearTimeout(limit)
    ended.abort()
  }
}

async function answers(origin: string | undefined, signal: AbortSignal): Promise<boolean> {
  const { status } = await fetch(new URL(`${pageBase()}healthz`, origin ?? globalThis.location.origin), {
    cache: 'no-store',
    // The answer itself is of no interest, so a server of another origin may hide it.
    mode: 'no-cors',
    signal,
  })
  // A proxy answers with 502 to 504 when the server behind it does not; a hidden status is 0.
  return status < 500
}
