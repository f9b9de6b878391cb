import { EventEmitter, once } from 'node:events'
import { ProtocolError } from '../../../protocol/index.ts'
import type { Logger } from '../../observability/logger.ts'
import type { MediaWorker } from './worker.ts'

// A worker that dies again and again is started less and less often.
const RESTART_DELAYS_MS = [0, 1000, 5000, 30_000]
// A join that meets dead workers waits this long for the first replacement.
const REPLACEMENT_WAIT_MS = 5000
// A worker that lived this long counts as healthy again.
const HEALTHY_AFTER_MS = 60_000

/** How the workers of a pool are started. */
export interface WorkerPoolOptions {
  /** Number of workers, 1 or more. */
  size: number
  /** Port of the first worker; the next ones follow. 0 takes any free ports. */
  port: number
  /**
   * Starts a worker under an id that no worker of the pool had before. It listens on the
   * first free port from `firstPort` on; 0 lets the system choose.
   */
  start: (order: { id: string; firstPort: number }) => Promise<MediaWorker>
  /** Called with each worker, replacements included. */
  started: (worker: MediaWorker) => void
  logger: Logger
}

/** The place of a worker and of its replacements, with one port. */
interface Slot {
  readonly index: number
  worker: MediaWorker | null
  startedAt: number
  failures: number
}

/** All media workers of the server. A dead one is replaced. */
export class WorkerPool {
  readonly #options: WorkerPoolOptions
  readonly #slots: Slot[]
  readonly #changes = new EventEmitter<{ started: [] }>()
  readonly #timers = new Set<NodeJS.Timeout>()
  /** Number of the id that was given last. */
  #lastNumber = 0
  #deaths = 0
  #closed = false

  private constructor(options: WorkerPoolOptions) {
    this.#options = options
    this.#slots = Array.from({ length: options.size }, (_, index) => ({
      index,
      worker: null,
      startedAt: 0,
      failures: 0,
    }))
  }

  /**
   * Starts all workers.
   *
   * @throws {Error} when a worker does not start; the others are closed again
   */
  static async create(options: WorkerPoolOptions): Promise<WorkerPool> {
    const pool = new WorkerPool(options)
    try {
      // One after another, so that each finds the next free port.
      for (const slot of pool.#slots) await pool.#start(slot)
    } catch (error) {
      pool.close()
      throw error
    }
    return pool
  }

  /** Workers that ended by themselves, or were killed. */
  get deaths(): number {
    return this.#deaths
  }

  /** Workers that run now. */
  get workers(): MediaWorker[] {
    return this.#slots.flatMap(({ worker }) => worker ?? [])
  }

  /**
   * Waits until at least one worker runs.
   *
   * @throws {ProtocolError} `media_unavailable` when that takes too long
   */
  async available(): Promise<void> {
    if (this.workers.length > 0) return
    try {
      await once(this.#changes, 'started', { signal: AbortSignal.timeout(REPLACEMENT_WAIT_MS) })
    } catch (error) {
      throw new ProtocolError('media_unavailable', undefined, { cause: error })
    }
  }

  /** Ends all workers, and starts none any more. */
  close(): void {
    this.#closed = true
    for (const timer of this.#timers) clearTimeout(timer)
    for (const slot of this.#slots) {
      slot.worker?.mediasoupWorker.close()
      slot.worker = null
    }
  }

  async #start(slot: Slot): Promise<void> {
    const previousPort = this.#slots[slot.index - 1]?.worker?.port
    const { port, logger } = this.#options
    const firstPort = port === 0 ? 0 : Math.max(port + slot.index, (previousPort ?? 0) + 1)
    this.#lastNumber += 1
    const worker = await this.#options.start({ id: `w${this.#lastNumber}`, firstPort })
    if (this.#closed) {
      worker.mediasoupWorker.close()
      return
    }
    this.#options.started(worker)
    slot.worker = worker
    slot.startedAt = Date.now()
    worker.mediasoupWorker.on('died', (error) => this.#died(slot, worker, error))
    logger.info({ worker: worker.id, pid: worker.mediasoupWorker.pid, port: worker.port }, 'worker started')
    this.#changes.emit('started')
  }

  #died(slot: Slot, { id, mediasoupWorker }: MediaWorker, error: Error): void {
    slot.worker = null
    if (this.#closed) return
    this.#deaths += 1
    if (Date.now() - slot.startedAt > HEALTHY_AFTER_MS) slot.failures = 0
    this.#options.logger.error({ worker: id, pid: mediasoupWorker.pid, err: error }, 'worker died')
    this.#restart(slot)
  }

  #restart(slot: Slot): void {
    const delay = RESTART_DELAYS_MS[Math.min(slot.failures, RESTART_DELAYS_MS.length - 1)] ?? 0
    slot.failures += 1
    const timer = setTimeout(() => {
      this.#timers.delete(timer)
      if (this.#closed) return
      this.#start(slot).catch((error: unknown) => {
        this.#options.logger.error({ slot: slot.index, err: error }, 'worker did not start; trying again')
        this.#restart(slot)
      })
    }, delay)
    this.#timers.add(timer)
  }
}
