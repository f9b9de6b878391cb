import type { EventEmitter } from 'node:events'

/** What happens on request to stop, and how time is read. */
export interface StopActions {
  /** Ends in order. Called once. */
  stop: (signal: string) => void
  /** Ends at once. Called when somebody asks again. */
  abort: (signal: string) => void
  /** Milliseconds of a monotonic clock. */
  now?: () => number
}

// One Ctrl-C can arrive twice: from the terminal, to the whole process group, and
// from npm, which passes its own copy on.
const SAME_REQUEST_MS = 1000

/**
 * Listens for SIGTERM and SIGINT. Signals within one second of the first count as
 * one request to stop; a later one asks to end at once.
 *
 * @param emitter - `process`, or a stand-in for tests
 */
export function watchStopSignals(
  emitter: Pick<EventEmitter, 'on'>,
  { stop, abort, now = () => performance.now() }: StopActions,
): void {
  let firstAt: number | undefined
  const receive = (signal: string) => {
    if (firstAt === undefined) {
      firstAt = now()
      stop(signal)
    } else if (now() - firstAt > SAME_REQUEST_MS) {
      abort(signal)
    }
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) emitter.on(signal, () => receive(signal))
}
