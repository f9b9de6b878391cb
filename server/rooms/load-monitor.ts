import { monitorEventLoopDelay, performance } from 'node:perf_hooks'
import type { Logger } from '../observability/logger.ts'
import {
  highestLevel,
  LoadGovernor,
  type LoadLevel,
  type LoadLevels,
  type LoadMeasure,
} from './load-level.ts'

export interface LoadMonitorOptions {
  /** Share of a core that each media worker uses, 0 to 1, by worker. */
  workerCpu: () => ReadonlyMap<number, number>
  /** Called when the server begins to save more, or less, somewhere. */
  changed: (levels: LoadLevels) => void
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
const CPU_STEPS = [0.8, 0.88, 0.95] as const
const DELAY_STEPS_MS = [200, 400, 800] as const
// Share of the time in which the only thread had something to do.
const BUSY_STEPS = [0.9, 0.96, 0.99] as const

/** Measures how busy the server is and says where it must save. */
export class LoadMonitor {
  readonly #options: LoadMonitorOptions
  readonly #node = new LoadGovernor()
  readonly #workers = new Map<number, LoadGovernor>()
  readonly #delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
  readonly #timer: NodeJS.Timeout
  #lastDelay = NO_DELAY
  #utilization = performance.eventLoopUtilization()

  constructor(options: LoadMonitorOptions) {
    this.#options = options
    this.#delay.enable()
    this.#timer = setInterval(() => this.#sample(), INTERVAL_MS)
    this.#timer.unref()
  }

  /** The level of those who are served worst. */
  get level(): LoadLevel {
    return highestLevel(this.#levels)
  }

  /** How late the event loop ran in the last full interval, in milliseconds. */
  get eventLoopDelay(): EventLoopDelay {
    return this.#lastDelay
  }

  close(): void {
    clearInterval(this.#timer)
    this.#delay.disable()
  }

  get #levels(): LoadLevels {
    return {
      node: this.#node.level,
      workers: new Map([...this.#workers].map(([worker, { level }]) => [worker, level])),
    }
  }

  #sample(): void {
    this.#lastDelay = this.#readDelay()
    const isNodeChanged = this.#update('node', this.#node, [
      { value: this.#lastDelay.mean, steps: DELAY_STEPS_MS },
      { value: this.#readBusy(), steps: BUSY_STEPS },
    ])
    const cpu = this.#options.workerCpu()
    for (const worker of this.#workers.keys()) if (!cpu.has(worker)) this.#workers.delete(worker)
    const changed = [...cpu].filter(([worker, value]) => {
      const governor = this.#workers.get(worker) ?? new LoadGovernor()
      this.#workers.set(worker, governor)
      return this.#update(worker, governor, [{ value, steps: CPU_STEPS }])
    })
    if (isNodeChanged || changed.length > 0) this.#options.changed(this.#levels)
  }

  #update(part: 'node' | number, governor: LoadGovernor, measures: readonly LoadMeasure[]): boolean {
    if (!governor.update(measures)) return false
    const { level } = governor
    const busy = measures.map(({ value }) => value)
    this.#options.logger.warn({ part, level, busy }, level > 0 ? 'saving under load' : 'load is normal again')
    return true
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
