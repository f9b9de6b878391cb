import { ProtocolError, type CheckPath } from '../../../protocol/index.ts'
import type { CheckLine, CheckPort } from '../../checks/check-port.ts'
import { ROUTER_CODECS } from '../library/codecs.ts'
import { PeerTransports } from '../peers/peer-transports.ts'
import type { MediaSettings } from '../settings.ts'
import type { WorkerPool } from '../workers/worker-pool.ts'
import type { MediaWorker } from '../workers/worker.ts'
import { EchoLine } from './echo-line.ts'

/** What lines are opened on. */
export interface CheckLinesOptions {
  pool: Pick<WorkerPool, 'workers' | 'available'>
  settings: MediaSettings
}

// With all of them the worker carries no more than one large meeting does.
const LINES_PER_WORKER = 4
// Expected share of a core: two or three megabits a second, there and back.
const LINE_COST = 0.02
const LINE_STREAMS = 2

/** Opens lines for checks, on whichever worker has most room. */
export class CheckLines implements CheckPort {
  readonly #options: CheckLinesOptions
  readonly #lines = new Map<MediaWorker, number>()

  constructor(options: CheckLinesOptions) {
    this.#options = options
  }

  async openLine(path: CheckPath, closed: () => void): Promise<CheckLine> {
    const { pool, settings } = this.#options
    await pool.available()
    const worker = this.#place(pool.workers)
    const release = this.#occupy(worker)
    try {
      const router = await worker.mediasoupWorker.createRouter({ mediaCodecs: ROUTER_CODECS })
      router.observer.once('close', () => {
        release()
        closed()
      })
      try {
        const transports = await PeerTransports.create({ router, worker, settings })
        await transports.limitIncoming()
        return new EchoLine({ router, transports, path, mediaPort: worker.port })
      } catch (error) {
        router.close()
        throw error
      }
    } catch (error) {
      release()
      // The worker ended meanwhile.
      throw error instanceof ProtocolError
        ? error
        : new ProtocolError('media_unavailable', undefined, { cause: error })
    }
  }

  #place(workers: readonly MediaWorker[]): MediaWorker {
    const [best] = workers
      .filter((worker) => (this.#lines.get(worker) ?? 0) < LINES_PER_WORKER)
      .sort((one, other) => one.load.expected - other.load.expected)
    if (!best) throw new ProtocolError('check_busy')
    return best
  }

  /** Counts a line on a worker, before anything is awaited; what it returns counts once. */
  #occupy(worker: MediaWorker): () => void {
    this.#lines.set(worker, (this.#lines.get(worker) ?? 0) + 1)
    const leave = worker.load.add({ cost: LINE_COST, running: LINE_STREAMS })
    let isHeld = true
    return () => {
      if (!isHeld) return
      isHeld = false
      leave()
      const left = (this.#lines.get(worker) ?? 1) - 1
      if (left > 0) this.#lines.set(worker, left)
      else this.#lines.delete(worker)
    }
  }
}
