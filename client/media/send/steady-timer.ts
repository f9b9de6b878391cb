/** Runs in a worker, where a browser lets timers run on while the page is hidden. */
const TICK = (milliseconds: number): string => `setInterval(() => postMessage(0), ${milliseconds})`

/**
 * Calls back again and again, in a hidden page too: whoever shares another tab or window looks at
 * that one, and a browser holds back the timers of a page that nobody sees to one a second. Where
 * there are no workers, or the page may start none, the page's own timer serves.
 * Source: WHATWG HTML, "timers", step "wait an implementation-defined length of time".
 *
 * @param intervalMs - milliseconds from one call to the next
 * @returns ends it
 */
export function repeatSteadily(intervalMs: number, act: () => void): () => void {
  let isEnded = false
  let end = (): void => undefined
  const fallBack = (): void => {
    // A worker may fail after the end as well: nothing would end this timer then.
    if (isEnded) return
    const timer = setInterval(act, intervalMs)
    end = () => clearInterval(timer)
  }
  try {
    const worker = startWorker(TICK(intervalMs))
    end = () => worker.terminate()
    worker.onmessage = act
    worker.onerror = () => {
      worker.terminate()
      fallBack()
    }
  } catch {
    fallBack()
  }
  return () => {
    isEnded = true
    end()
  }
}

/** @throws {Error} where there are no workers, or the page may start none */
function startWorker(script: string): Worker {
  const url = URL.createObjectURL(new Blob([script], { type: 'text/javascript' }))
  try {
    return new Worker(url)
  } finally {
    // The worker has taken the address in by then. Source: WHATWG HTML, "Worker()", step 6.
    URL.revokeObjectURL(url)
  }
}
