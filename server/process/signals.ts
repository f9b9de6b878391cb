import type { EventEmitter } from 'node:events'

/** What happens on request to stop, and how time is read. */
export interface StopActions {
  /** Ends in order. Called once. */
  stop: (signal: string) => void
  /** Ends at once. Called when somebody asks again. */
  abort: (signal: string) => void
  /** Whether the end of the terminal is a request to stop. */
  stopsOnHangup: boolean
  /** Milliseconds of a monotonic clock. */
  now?: () => number
}

// One Ctrl-C can arrive twice: from the terminal, to the whole process group, and
// from npm, which passes its own copy on.
const SAME_REQUEST_MS = 1000

/**
 * Listens for SIGTERM, SIGINT and SIGHUP. Signals within one second of the first count as
 * one request to stop; a later one asks to end at once, unless it is a hangup: the kernel
 * and the shell both tell the end of a terminal, and nobody asks twice with it.
 *
 * @param emitter - `process`, or a stand-in for tests
 */
export function watchStopSignals(
  emitter: Pick<EventEmitter, 'on'>,
  { stop, abort, stopsOnHangup, now = () => performance.now() }: StopActions,
): void {
  let firstAt: number | undefined
  const receive = (signal: string) => {
    if (firstAt === undefined) {
      firstAt = now()
      stop(signal)
    } else if (signal !== 'SIGHUP' && now() - firstAt > SAME_REQUEST_MS) {
      abort(signal)
    }
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) emitter.on(signal, () => receive(signal))
  // Without a listener Node.js ends at once.
  emitter.on('SIGHUP', () => {
    if (stopsOnHangup) receive('SIGHUP')
  })
}
