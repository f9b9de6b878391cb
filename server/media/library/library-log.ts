import * as mediasoup from 'mediasoup'
import type { Logger } from '../../observability/logger.ts'

// Closing takes a moment to reach the worker, and whatever is asked for meanwhile is
// gone; a port that is taken is passed over. Whoever asked deals with either. A transport
// that lost its connection estimates its line from scratch, and libwebrtc remarks that it
// then starts at the floor that we set instead of at its own.
const HARMLESS = [
  /not found/i,
  /already closed/i,
  /already in use/i,
  /ClampConstraints\(\) \| start bitrate smaller than min bitrate/,
]

/** How a warning or an error of mediasoup is logged: `debug` where it tells an operator nothing. */
export function levelOfComplaint(line: string): 'debug' | 'warn' {
  return HARMLESS.some((pattern) => pattern.test(line)) ? 'debug' : 'warn'
}

/** mediasoup has one log for the whole process; how much of it there is, `media.logLevel` says. */
export function forwardLibraryLog(logger: Logger): void {
  const forward = (namespace: string, line: string, error?: Error): void => {
    logger[levelOfComplaint(line)]({ err: error }, `${namespace} ${line}`)
  }
  mediasoup.setLogEventListeners({
    ondebug: (namespace, line) => logger.debug(`${namespace} ${line}`),
    onwarn: forward,
    onerror: forward,
  })
}
