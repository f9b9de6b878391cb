/** Something that sends packets at its own pace. */
export interface Paced {
  /** When it wants to be called next, by `performance.now()`. */
  readonly dueAt: number
  /** Sends what is due and moves `dueAt` on. */
  tick(now: number): void
}

// One timer for all sources of the process: hundreds of timers would cost more
// than the packets do.
const PERIOD_MS = 5
// A process that was suspended sends at most so much of what it missed.
const CATCH_UP_MS = 500

const sources = new Set<Paced>()
let timer: NodeJS.Timeout | undefined

/** Calls a source whenever it is due, until it is stopped. */
export function startPacing(source: Paced): void {
  sources.add(source)
  timer ??= setInterval(run, PERIOD_MS)
}

/** Ends the calls. */
export function stopPacing(source: Paced): void {
  sources.delete(source)
  if (sources.size > 0) return
  clearInterval(timer)
  timer = undefined
}

function run(): void {
  const now = performance.now()
  for (const source of sources) {
    while (source.dueAt <= now && sources.has(source)) source.tick(now)
  }
}

/**
 * The time after `dueAt` at which a source is due again.
 *
 * @param intervalMs - its pace
 */
export function nextDue(dueAt: number, intervalMs: number, now: number): number {
  return Math.max(dueAt + intervalMs, now - CATCH_UP_MS)
}
