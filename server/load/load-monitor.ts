import type { Logger } from '../observability/logger.ts'
import { EventLoopMeter, NO_DELAY, type EventLoopDelay } from './event-loop-meter.ts'
import { LoadGovernor, type LoadMeasure } from './load-governor.ts'
import { highestLevel, type LoadLevel, type LoadLevels } from './load-levels.ts'

/** Where a monitor gets its samples from, and how often. */
export interface LoadSource {
  /** Share of a core that each media worker uses, 0 to 1, by id of the worker. */
  workerCpu: () => ReadonlyMap<string, number>
  /** Event loop of the only thread; that of this process by default. */
  eventLoop?: Pick<EventLoopMeter, 'read' | 'close'>
  /** How many people are served; somebody by default. */
  participants?: () => number
  /** Time between two samples in milliseconds. Default 2000. */
  intervalMs?: number
}

/** What a monitor measures, and who is told. */
export interface LoadMonitorOptions extends LoadSource {
  /** Called when the server begins to save more, or less, somewhere, and when workers come or go. */
  changed: (levels: LoadLevels) => void
  logger: Logger
}

const INTERVAL_MS = 2000
const CPU_STEPS = [0.8, 0.88, 0.95] as const
const DELAY_STEPS_MS = [200, 400, 800] as const
// Share of the time in which the only thread had something to do.
const BUSY_STEPS = [0.9, 0.96, 0.99] as const

/** Measures how busy the server is and says where it must save. */
export class LoadMonitor {
  readonly #options: LoadMonitorOptions
  readonly #eventLoopGovernor = new LoadGovernor()
  readonly #workers = new Map<string, LoadGovernor>()
  readonly #eventLoop: Pick<EventLoopMeter, 'read' | 'close'>
  readonly #timer: NodeJS.Timeout
  #lastDelay: EventLoopDelay = NO_DELAY

  constructor(options: LoadMonitorOptions) {
    this.#options = options
    this.#eventLoop = options.eventLoop ?? new EventLoopMeter()
    this.#timer = setInterval(() => this.#sample(), options.intervalMs ?? INTERVAL_MS)
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
    this.#eventLoop.close()
  }

  get #levels(): LoadLevels {
    const workers = [...this.#workers]
    // One worker with room to spare is enough.
    const areWorkersFull = workers.length > 0 && workers.every(([, { isFull }]) => isFull)
    return {
      eventLoop: this.#eventLoopGovernor.level,
      workers: new Map(workers.map(([worker, { level }]) => [worker, level])),
      isFull: this.#eventLoopGovernor.isFull || areWorkersFull,
    }
  }

  #participants(): number {
    return this.#options.participants?.() ?? 1
  }

  #sample(): void {
    const { delay, busy } = this.#eventLoop.read(this.#participants() > 0)
    this.#lastDelay = delay
    const isEventLoopChanged = this.#update('eventLoop', this.#eventLoopGovernor, [
      { value: delay.mean, steps: DELAY_STEPS_MS },
      { value: busy, steps: BUSY_STEPS },
    ])
    const cpu = this.#options.workerCpu()
    const isOtherSet = this.#follow([...cpu.keys()])
    const changed = [...this.#workers].filter(([worker, governor]) =>
      this.#update(worker, governor, [{ value: cpu.get(worker) ?? 0, steps: CPU_STEPS }]),
    )
    if (isEventLoopChanged || isOtherSet || changed.length > 0) this.#options.changed(this.#levels)
  }

  /**
   * Forgets workers that are gone and begins to watch new ones. Either is news: newcomers
   * are let in as long as one worker has room.
   *
   * @returns whether there was any
   */
  #follow(workers: readonly string[]): boolean {
    const gone = [...this.#workers.keys()].filter((worker) => !workers.includes(worker))
    const come = workers.filter((worker) => !this.#workers.has(worker))
    for (const worker of gone) this.#workers.delete(worker)
    for (const worker of come) this.#workers.set(worker, new LoadGovernor())
    return gone.length + come.length > 0
  }

  #update(part: string, governor: LoadGovernor, measures: readonly LoadMeasure[]): boolean {
    const before = governor.level
    if (!governor.update(measures, this.#participants() > 0)) return false
    const { level, isFull } = governor
    const busy = measures.map(({ value }) => value)
    const text = level > 0 ? 'saving under load' : 'load is normal again'
    if (level === before)
      this.#options.logger.info({ part, loadLevel: level, isFull, busy }, 'room for newcomers changed')
    else this.#options.logger.warn({ part, loadLevel: level, busy }, text)
    return true
  }
}
