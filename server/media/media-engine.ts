import type { RtpCapabilities } from '../../protocol/index.ts'
import type { Logger } from '../observability/logger.ts'
import type { Channel } from '../rooms/ports/media-channels.ts'
import type { MediaPort, MediaRoom, MediaRoomEvents } from '../rooms/ports/media.ts'
import { CheckLines } from './checks/check-lines.ts'
import { Census, type Counts, type PathCounts } from './workers/census.ts'
import { offeredCapabilities } from './library/codecs.ts'
import { forwardLibraryLog } from './library/library-log.ts'
import { LocalRouterHosts } from './local-router-host.ts'
import { RoomMedia } from './room-media.ts'
import type { MediaSettings } from './settings.ts'
import { WorkerPool } from './workers/worker-pool.ts'
import { startWorker } from './workers/worker.ts'

// All workers run on this machine.
const PIPE_LISTEN_IP = '127.0.0.1'

/** The media port over mediasoup. */
export class MediaEngine implements MediaPort {
  readonly rtpCapabilities: RtpCapabilities
  /** Lines for guests' own checks, which no room sees. */
  readonly checks: CheckLines
  readonly #pool: WorkerPool
  readonly #hosts: LocalRouterHosts
  readonly #thresholdDbov: number
  readonly #rooms = new Set<RoomMedia>()
  readonly #census: Census
  readonly #logger: Logger

  private constructor(
    pool: WorkerPool,
    parts: { settings: MediaSettings; thresholdDbov: number; census: Census; logger: Logger },
  ) {
    this.#pool = pool
    this.#hosts = new LocalRouterHosts(pool, { settings: parts.settings, pipeListenIp: PIPE_LISTEN_IP })
    this.checks = new CheckLines({ pool, settings: parts.settings })
    this.#thresholdDbov = parts.thresholdDbov
    this.#census = parts.census
    this.#logger = parts.logger
    this.rtpCapabilities = offeredCapabilities()
  }

  /**
   * Starts all workers.
   *
   * @param thresholdDbov - level below which nobody counts as speaking, -127 to 0
   * @throws {Error} with a sentence that says what to do, when a worker or port fails
   */
  static async start(settings: MediaSettings, thresholdDbov: number, logger: Logger): Promise<MediaEngine> {
    forwardLibraryLog(logger.child({ part: 'mediasoup' }))
    const census = new Census()
    const pool = await WorkerPool.create({
      size: settings.workers,
      port: settings.port,
      start: async (order) => await startWorker(settings, order, logger),
      started: ({ mediasoupWorker }) => census.watch(mediasoupWorker),
      logger,
    })
    return new MediaEngine(pool, { settings, thresholdDbov, census, logger })
  }

  /** The running workers: id, process, port, people and share of a core (0 to 1). */
  get workers(): { id: string; pid: number; port: number; participants: number; cpu: number }[] {
    return this.#pool.workers.map(({ id, mediasoupWorker, port, load }) => ({
      id,
      pid: mediasoupWorker.pid,
      port,
      participants: load.participants,
      cpu: load.cpu,
    }))
  }

  get workerCpu(): ReadonlyMap<string, number> {
    return new Map(this.#pool.workers.map(({ id, load }) => [id, load.cpu]))
  }

  /** Open routers, consumers, and pipes between workers, in all rooms. */
  get forwarding(): { routers: number; consumers: number; pipes: number } {
    const total = { routers: 0, consumers: 0, pipes: 0 }
    for (const { routers, consumers, pipes } of this.#rooms) {
      total.routers += routers
      total.consumers += consumers
      total.pipes += pipes
    }
    return total
  }

  /** All objects that are open, the server's own included. */
  get census(): Readonly<Counts> {
    return this.#census.counts
  }

  /** Transports of clients by the protocol of the path that ICE chose. */
  get paths(): Readonly<PathCounts> {
    return this.#census.paths
  }

  /** How many objects each worker itself says it has, or said a moment ago; not a number for one that does not answer. */
  async countObjects(): Promise<{ pid: number; objects: number }[]> {
    return await Promise.all(
      this.#pool.workers.map(async ({ mediasoupWorker, objectCount }) => ({
        pid: mediasoupWorker.pid,
        objects: await objectCount.read(),
      })),
    )
  }

  openRoom(channels: readonly Channel[], events: MediaRoomEvents): MediaRoom {
    const room = new RoomMedia({
      hosts: this.#hosts,
      routers: { thresholdDbov: this.#thresholdDbov, channels },
      events,
      logger: this.#logger,
      closed: (ended) => this.#rooms.delete(ended),
    })
    this.#rooms.add(room)
    return room
  }

  close(): void {
    this.#pool.close()
  }
}
