import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { Logger } from '../observability/logger.ts'
import { LoadGovernor, type LoadLevel } from './load-level.ts'

export interface LoadMonitorOptions {
  /** Share of a core that the busiest media worker uses, 0 to 1. */
  workerCpu: () => number
  /** Called when the server begins to save more, or less. */
  changed: (level: LoadLevel) => void
  logger: Logger
}

/** How late timers ran, in milliseconds. */
export interface EventLoopDelay {
  mean: number
  p99: number
  max: number
}

const INTERVAL_MS = 2000
// The measuring timer runs this often, and the histogram counts its period in.
const RESOLUTION_MS = 10
const NO_DELAY: EventLoopDelay = { mean: 0, p99: 0, max: 0 }

/** Measures how busy the server is and says when it must save. */
export class LoadMonitor {
  readonly #options: LoadMonitorOptions
  readonly #governor = new LoadGovernor()
  readonly #delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
  readonly #timer: NodeJS.Timeout
  #lastDelay = NO_DELAY

  constructor(options: LoadMonitorOptions) {
    this.#options = options
    this.#delay.enable()
    this.#timer = setInterval(() => this.#sample(), INTERVAL_MS)
    this.#timer.unref()
  }

  get level(): LoadLevel {
    return this.#governor.level
  }

  /** How late the event loop ran in the last full interval, in milliseconds. */
  get eventLoopDelay(): EventLoopDelay {
    return this.#lastDelay
  }

  close(): void {
    clearInterval(this.#timer)
    this.#delay.disable()
  }

  #sample(): void {
    this.#lastDelay = this.#readDelay()
    this.#delay.reset()
    const sample = { workerCpu: this.#options.workerCpu(), eventLoopDelayMs: this.#lastDelay.mean }
    if (!this.#governor.update(sample)) return
    const { level } = this.#governor
    this.#options.logger.warn({ level, ...sample }, level > 0 ? 'saving under load' : 'load is normal again')
    this.#options.changed(level)
  }

  #readDelay(): EventLoopDelay {
    if (this.#delay.count === 0) return NO_DELAY
    const late = (nanoseconds: number): number => Math.max(0, nanoseconds / 1e6 - RESOLUTION_MS)
    const { mean, max } = this.#delay
    return { mean: late(mean), p99: late(this.#delay.percentile(99)), max: late(max) }
  }
}
