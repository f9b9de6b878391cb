import * as mediasoup from 'mediasoup'
import type { RtpCapabilities } from '../../protocol/index.ts'
import type { Logger } from '../observability/logger.ts'
import type { MediaPort, MediaRoom, MediaRoomEvents } from '../rooms/media-port.ts'
import { ROUTER_CODECS } from './codecs.ts'
import { RoomRouter } from './room-router.ts'
import type { MediaSettings } from './settings.ts'
import { WorkerPool } from './worker-pool.ts'

// A join that meets dead workers waits this long for the first replacement.
const REPLACEMENT_WAIT_MS = 5000

/** The media port over mediasoup. */
export class MediaEngine implements MediaPort {
  readonly rtpCapabilities: RtpCapabilities
  readonly #pool: WorkerPool
  readonly #settings: MediaSettings
  readonly #thresholdDbov: number

  private constructor(pool: WorkerPool, settings: MediaSettings, thresholdDbov: number) {
    this.#pool = pool
    this.#settings = settings
    this.#thresholdDbov = thresholdDbov
    this.rtpCapabilities = mediasoup.ortc.generateRouterRtpCapabilities(ROUTER_CODECS) as RtpCapabilities
  }

  /**
   * Starts all workers.
   *
   * @param thresholdDbov - level below which nobody counts as speaking, -127 to 0
   * @throws {Error} with a sentence that says what to do, when a worker or port fails
   */
  static async start(settings: MediaSettings, thresholdDbov: number, logger: Logger): Promise<MediaEngine> {
    const pool = await WorkerPool.create(settings, logger)
    return new MediaEngine(pool, settings, thresholdDbov)
  }

  /** Ports and process ids of the running workers. */
  get workers(): { pid: number; port: number; participants: number }[] {
    return this.#pool.workers.map(({ worker, port, load }) => ({ pid: worker.pid, port, participants: load }))
  }

  async openRoom(_roomName: string, events: MediaRoomEvents): Promise<MediaRoom> {
    if (this.#pool.workers.length === 0) {
      await this.#pool.available(AbortSignal.timeout(REPLACEMENT_WAIT_MS)).catch(() => undefined)
    }
    return await RoomRouter.create(this.#pool.leastLoaded(), this.#settings, this.#thresholdDbov, events)
  }

  close(): void {
    this.#pool.close()
  }
}
