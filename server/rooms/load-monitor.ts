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

const INTERVAL_MS = 2000
const RESOLUTION_MS = 20

/** Measures how busy the server is and says when it must save. */
export class LoadMonitor {
  readonly #options: LoadMonitorOptions
  readonly #governor = new LoadGovernor()
  readonly #delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
  readonly #timer: NodeJS.Timeout

  constructor(options: LoadMonitorOptions) {
    this.#options = options
    this.#delay.enable()
    this.#timer = setInterval(() => this.#sample(), INTERVAL_MS)
    this.#timer.unref()
  }

  get level(): LoadLevel {
    return this.#governor.level
  }

  /** 99th percentile of how late the event loop ran since the last sample, in milliseconds. */
  get eventLoopP99Ms(): number {
    return Math.max(0, this.#delay.percentile(99) / 1e6 - RESOLUTION_MS)
  }

  close(): void {
    clearInterval(this.#timer)
    this.#delay.disable()
  }

  #sample(): void {
    const mean = this.#delay.count > 0 ? this.#delay.mean / 1e6 - RESOLUTION_MS : 0
    const sample = { workerCpu: this.#options.workerCpu(), eventLoopDelayMs: Math.max(0, mean) }
    this.#delay.reset()
    if (!this.#governor.update(sample)) return
    const { level } = this.#governor
    this.#options.logger.warn({ level, ...sample }, level > 0 ? 'saving under load' : 'load is normal again')
    this.#options.changed(level)
  }
}
