import { monitorEventLoopDelay, performance } from 'node:perf_hooks'

/** How late timers ran, in milliseconds. */
export interface EventLoopDelay {
  mean: number
  p99: number
  max: number
}

/** What became of the only thread since the last look. */
export interface EventLoopUse {
  delay: EventLoopDelay
  /** Share of the time in which it had something to do, 0 to 1. */
  busy: number
}

/** Before anything was measured. */
export const NO_DELAY: Readonly<EventLoopDelay> = { mean: 0, p99: 0, max: 0 }
// The measuring timer runs this often, and the histogram counts its period in.
const RESOLUTION_MS = 10

/** Measures how late the event loop of this process runs, and how full it is. */
export class EventLoopMeter {
  readonly #delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
  #utilization = performance.eventLoopUtilization()

  constructor() {
    this.#delay.enable()
  }

  /** What was measured since the last call. */
  read(): EventLoopUse {
    return { delay: this.#readDelay(), busy: this.#readBusy() }
  }

  close(): void {
    this.#delay.disable()
  }

  #readBusy(): number {
    const now = performance.eventLoopUtilization()
    const { utilization } = performance.eventLoopUtilization(now, this.#utilization)
    this.#utilization = now
    return utilization
  }

  #readDelay(): EventLoopDelay {
    const { count, mean, max } = this.#delay
    const p99 = this.#delay.percentile(99)
    this.#delay.reset()
    if (count === 0) return NO_DELAY
    const late = (nanoseconds: number): number => Math.max(0, nanoseconds / 1e6 - RESOLUTION_MS)
    return { mean: late(mean), p99: late(p99), max: late(max) }
  }
}
