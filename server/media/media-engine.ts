import type { RtpCapabilities } from '../../protocol/index.ts'
import type { Logger } from '../observability/logger.ts'
import type { Channel } from '../rooms/ports/media-channels.ts'
import type { MediaPort, MediaRoom, MediaRoomEvents } from '../rooms/ports/media.ts'
import { CheckLines } from './checks/check-lines.ts'
import { Census, type Counts, type PathCounts } from './workers/census.ts'
import { offeredCapabilities } from './library/codecs.ts'
import { forwardLibraryLog } from './library/library-log.ts'
import { LocalRouterHosts } from './local-router-host.ts'
import { MediaProbe, type ProbeTransport } from './media-probe.ts'
import { RoomMedia } from './room-media.ts'
import type { MediaSettings } from './settings.ts'
import { MediaTraffic } from './workers/media-traffic.ts'
import { WorkerPool } from './workers/worker-pool.ts'
import { startWorker } from './workers/worker.ts'

// All workers run on this machine.
const PIPE_LISTEN_IP = '127.0.0.1'

/** The media port over mediasoup. */
export class MediaEngine implements MediaPort {
  readonly rtpCapabilities: RtpCapabilities
  /** What clients send and receive. */
  readonly traffic: MediaTraffic
  /** Lines for guests' own checks, which no room sees. */
  readonly checks: CheckLines
  readonly #pool: WorkerPool
  readonly #hosts: LocalRouterHosts
  readonly #thresholdDbov: number
  readonly #rooms = new Set<RoomMedia>()
  readonly #census: Census
  readonly #probe = new MediaProbe()
  readonly #settings: MediaSettings
  readonly #logger: Logger

  private constructor(
    pool: WorkerPool,
    parts: {
      settings: MediaSettings
      thresholdDbov: number
      census: Census
      traffic: MediaTraffic
      logger: Logger
    },
  ) {
    this.#pool = pool
    this.#settings = parts.settings
    this.#hosts = new LocalRouterHosts(pool, { settings: parts.settings, pipeListenIp: PIPE_LISTEN_IP })
    this.checks = new CheckLines({ pool, settings: parts.settings })
    this.#thresholdDbov = parts.thresholdDbov
    this.#census = parts.census
    this.traffic = parts.traffic
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
    const census = new Census(settings.isRelay)
    const traffic = new MediaTraffic()
    const pool = await WorkerPool.create({
      size: settings.workers,
      port: settings.port,
      start: async (order) => await startWorker(settings, order, logger),
      started: ({ mediasoupWorker }) => {
        census.watch(mediasoupWorker)
        traffic.watch(mediasoupWorker)
      },
      logger,
    })
    return new MediaEngine(pool, { settings, thresholdDbov, census, traffic, logger })
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

  /** Workers that ended by themselves, or were killed, since the start. */
  get workerDeaths(): number {
    return this.#pool.deaths
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

  /** Transports of clients by the path that ICE chose. */
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

  /** Whether a worker answers; one that does not is replaced elsewhere. It takes as long as the fastest needs. */
  async isAnswering(): Promise<boolean> {
    const answers = this.#pool.workers.map(({ mediasoupWorker }) => mediasoupWorker.getResourceUsage())
    return await Promise.any(answers).then(
      () => true,
      () => false,
    )
  }

  /** The TCP port of the worker that has the transport of an ICE username fragment; undefined when none has. */
  portOfTransport(username: string): number | undefined {
    return this.#pool.workers.find(({ usernames }) => usernames.has(username))?.port
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

  /** Opens a transport on each worker for a check of the media path; they end by themselves after 20 s. */
  async openProbe(): Promise<ProbeTransport[]> {
    return await this.#probe.open(this.#pool.workers, this.#settings)
  }

  close(): void {
    this.#probe.close()
    this.traffic.close()
    this.#pool.close()
  }
}
