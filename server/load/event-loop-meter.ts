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
// The measuring timer runs this often, and the histogram counts its period in. While nobody
// would notice a delay, a hundred wake-ups a second were half of what an idle server costs.
const CLOSE_MS = 10
const LOOSE_MS = 100

/** Measures how late the event loop of this process runs, and how full it is. */
export class EventLoopMeter {
  #resolutionMs = LOOSE_MS
  #delay = monitorEventLoopDelay({ resolution: LOOSE_MS })
  #utilization = performance.eventLoopUtilization()

  constructor() {
    this.#delay.enable()
  }

  /**
   * What was measured since the last call.
   *
   * @param isServing - whether delays concern anybody from now on: the event loop is
   *   looked at every 10 ms then, and every 100 ms otherwise. Default true
   */
  read(isServing = true): EventLoopUse {
    const use = { delay: this.#readDelay(), busy: this.#readBusy() }
    this.#lookEvery(isServing ? CLOSE_MS : LOOSE_MS)
    return use
  }

  close(): void {
    this.#delay.disable()
  }

  #lookEvery(resolutionMs: number): void {
    if (resolutionMs === this.#resolutionMs) return
    this.#delay.disable()
    this.#resolutionMs = resolutionMs
    this.#delay = monitorEventLoopDelay({ resolution: resolutionMs })
    this.#delay.enable()
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
    const late = (nanoseconds: number): number => Math.max(0, nanoseconds / 1e6 - this.#resolutionMs)
    return { mean: late(mean), p99: late(p99), max: late(max) }
  }
}
