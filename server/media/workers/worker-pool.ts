import { EventEmitter, once } from 'node:events'
import type { Worker } from 'mediasoup/types'
import { ProtocolError } from '../../../protocol/index.ts'
import type { Logger } from '../../observability/logger.ts'
import type { MediaSettings } from '../settings.ts'
import { startWorker, type MediaWorker } from './worker.ts'

// A worker that dies again and again is started less and less often.
const RESTART_DELAYS_MS = [0, 1000, 5000, 30_000]
// A join that meets dead workers waits this long for the first replacement.
const REPLACEMENT_WAIT_MS = 5000
// A worker that lived this long counts as healthy again.
const HEALTHY_AFTER_MS = 60_000

interface Slot {
  index: number
  worker: MediaWorker | null
  startedAt: number
  failures: number
}

/** All media workers of the server. A dead one is replaced. */
export class WorkerPool {
  readonly #settings: MediaSettings
  readonly #logger: Logger
  readonly #started: (worker: Worker) => void
  readonly #slots: Slot[]
  readonly #changes = new EventEmitter<{ started: [] }>()
  readonly #timers = new Set<NodeJS.Timeout>()
  #closed = false

  private constructor(settings: MediaSettings, logger: Logger, started: (worker: Worker) => void) {
    this.#started = started
    this.#settings = settings
    this.#logger = logger
    this.#slots = Array.from({ length: settings.workers }, (_, index) => ({
      index,
      worker: null,
      startedAt: 0,
      failures: 0,
    }))
  }

  /**
   * @param started - called with each worker, replacements included
   * @throws {Error} when a worker does not start; the others are closed again
   */
  static async create(
    settings: MediaSettings,
    logger: Logger,
    started: (worker: Worker) => void,
  ): Promise<WorkerPool> {
    const pool = new WorkerPool(settings, logger, started)
    try {
      // One after another, so that each finds the next free port.
      for (const slot of pool.#slots) await pool.#start(slot)
    } catch (error) {
      pool.close()
      throw error
    }
    return pool
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

  close(): void {
    this.#closed = true
    for (const timer of this.#timers) clearTimeout(timer)
    for (const slot of this.#slots) {
      slot.worker?.worker.close()
      slot.worker = null
    }
  }

  async #start(slot: Slot): Promise<void> {
    const previousPort = this.#slots[slot.index - 1]?.worker?.port
    const { port } = this.#settings
    const wanted = port === 0 ? 0 : Math.max(port + slot.index, (previousPort ?? 0) + 1)
    const started = await startWorker(this.#settings, wanted, this.#logger)
    if (this.#closed) {
      started.worker.close()
      return
    }
    this.#started(started.worker)
    slot.worker = started
    slot.startedAt = Date.now()
    started.worker.on('died', (error) => this.#died(slot, error))
    this.#logger.info({ worker: slot.index, pid: started.worker.pid, port: started.port }, 'worker started')
    this.#changes.emit('started')
  }

  #died(slot: Slot, error: Error): void {
    slot.worker = null
    if (this.#closed) return
    if (Date.now() - slot.startedAt > HEALTHY_AFTER_MS) slot.failures = 0
    this.#logger.error({ worker: slot.index, err: error }, 'worker died')
    this.#restart(slot)
  }

  #restart(slot: Slot): void {
    const delay = RESTART_DELAYS_MS[Math.min(slot.failures, RESTART_DELAYS_MS.length - 1)] ?? 0
    slot.failures += 1
    const timer = setTimeout(() => {
      this.#timers.delete(timer)
      if (this.#closed) return
      this.#start(slot).catch((error: unknown) => {
        this.#logger.error({ worker: slot.index, err: error }, 'worker did not start; trying again')
        this.#restart(slot)
      })
    }, delay)
    this.#timers.add(timer)
  }
}
