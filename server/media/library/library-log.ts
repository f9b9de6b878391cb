import * as mediasoup from 'mediasoup'
import { TokenBucket } from '../../lib/token-bucket.ts'
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

// Clients provoke complaints with whatever the worker refuses, twice for each request.
const COMPLAINTS_PER_SECOND = 0.2
const COMPLAINTS_AT_ONCE = 40

/**
 * Decides for each line how it is logged: as `levelOfComplaint` says, but `debug` for what is too much,
 * so that nobody fills a disk with it.
 */
export function createComplaintLevels(): (line: string) => 'debug' | 'warn' {
  const bucket = new TokenBucket(COMPLAINTS_PER_SECOND, COMPLAINTS_AT_ONCE, performance.now())
  return (line) => {
    const level = levelOfComplaint(line)
    return level === 'warn' && !bucket.take(performance.now()) ? 'debug' : level
  }
}

/** mediasoup has one log for the whole process; how much of it there is, `media.logLevel` says. */
export function forwardLibraryLog(logger: Logger): void {
  const levelOf = createComplaintLevels()
  const forward = (namespace: string, line: string, error?: Error): void => {
    logger[levelOf(line)]({ err: error }, `${namespace} ${line}`)
  }
  mediasoup.setLogEventListeners({
    ondebug: (namespace, line) => logger.debug(`${namespace} ${line}`),
    onwarn: forward,
    onerror: forward,
  })
}
