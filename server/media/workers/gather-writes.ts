import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { ChildProcess } from 'node:child_process'
import { Writable } from 'node:stream'

// Where mediasoup writes requests to its worker. Source: mediasoup, `node/src/Worker.ts`, `producerSocket`.
const REQUEST_PIPE = 3

/**
 * Starts a worker whose requests of one turn of the event loop are written in one call: mediasoup
 * writes each by itself, and calls of the system were an eighth of what a join cost.
 *
 * @param start - starts the worker, before it returns
 */
export function gatherRequests<T>(start: () => T): T {
  const { result, child } = watchStart(start)
  const pipe = child?.stdio[REQUEST_PIPE]
  // Without it each request is written by itself, as ever.
  if (pipe instanceof Writable) gatherWrites(pipe)
  return result
}

/**
 * Lets a stream write all together what it is given in one turn of the event loop, promises that
 * are settled in it included. Order and backpressure stay as they are.
 */
export function gatherWrites(stream: Writable): void {
  const write = stream.write.bind(stream) as (...args: unknown[]) => boolean
  let isGathering = false
  const gathering = (...args: unknown[]): boolean => {
    if (!isGathering) {
      isGathering = true
      stream.cork()
      process.nextTick(() => {
        isGathering = false
        stream.uncork()
      })
    }
    return write(...args)
  }
  stream.write = gathering as typeof stream.write
}

/** Source: documentation of Node.js, "diagnostics_channel", `child_process`. */
function watchStart<T>(start: () => T): { result: T; child: ChildProcess | undefined } {
  let child: ChildProcess | undefined
  const note = (message: unknown): void => {
    child = (message as { process: ChildProcess }).process
  }
  subscribe('child_process', note)
  try {
    const result = start()
    return { result, child }
  } finally {
    unsubscribe('child_process', note)
  }
}
