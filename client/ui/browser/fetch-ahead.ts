/** Fetches a part of the page before it is needed. What fails now is fetched again when it is. */
export function fetchAhead(load: () => Promise<unknown>): void {
  load().catch(() => undefined)
}

/** A page that never rests fetches nevertheless, after so many milliseconds for each part. */
const RESTLESS_MS = 5000
/** Safari does not say when a page rests. */
const BLIND_MS = 200

/**
 * Fetches parts ahead, one after another, each when the page rests: running the code of a part takes
 * time as well, which a meeting of many people needs for their pictures.
 * Source: W3C requestIdleCallback.
 *
 * @param loads - in the order in which they are likely to be needed
 * @returns ends it
 */
export function fetchWhileIdle(loads: readonly (() => Promise<unknown>)[]): () => void {
  let isEnded = false
  const run = async (): Promise<void> => {
    for (const load of loads) {
      await rest()
      if (isEnded) return
      // What fails now is fetched again when it is needed.
      await load().catch(() => undefined)
    }
  }
  void run()
  return () => {
    isEnded = true
  }
}

function rest(): Promise<void> {
  const { requestIdleCallback } = globalThis as Partial<typeof globalThis>
  return new Promise((resolve) => {
    if (requestIdleCallback) requestIdleCallback(() => resolve(), { timeout: RESTLESS_MS })
    else setTimeout(resolve, BLIND_MS)
  })
}
