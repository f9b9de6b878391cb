import type { Producer } from 'mediasoup/types'
import type { Logger } from '../observability/logger.ts'
import { BROWSER_KEY_FRAME_PAUSE_MS, keyFramePauseOf } from './library/key-frame-pause.ts'
import { PeerTransports } from './peers/peer-transports.ts'
import { Peer } from './peers/peer.ts'
import { LocalPipeEnd } from './routers/local-pipe-end.ts'
import { RoomRouter } from './routers/room-router.ts'
import type {
  HostedPeer,
  HostedPeerOptions,
  HostedRouter,
  HostedRouterOptions,
  PipeEnd,
} from './routers/router-host.ts'
import type { MediaSettings } from './settings.ts'
import type { MediaWorker } from './workers/worker.ts'

/** The worker of a local router, and how the router reaches others. */
export interface LocalRouterSite {
  worker: MediaWorker
  settings: MediaSettings
  /** Address of this machine that the ends of pipes listen on. */
  pipeListenIp: string
}

/** A router on a worker of this machine. */
export class LocalRouter implements HostedRouter {
  readonly #site: LocalRouterSite
  readonly #router: RoomRouter
  readonly #logger: Logger

  private constructor(site: LocalRouterSite, router: RoomRouter, logger: Logger) {
    this.#site = site
    this.#logger = logger
    this.#router = router
  }

  /** @throws {Error} when the worker ends meanwhile */
  static async create(site: LocalRouterSite, options: HostedRouterOptions): Promise<LocalRouter> {
    const router = await RoomRouter.create(site.worker, options, options.events)
    const local = new LocalRouter(site, router, options.logger)
    router.mediasoupRouter.on('workerclose', () => options.lost(local))
    return local
  }

  get id(): string {
    return this.#router.mediasoupRouter.id
  }

  get closed(): boolean {
    return this.#router.mediasoupRouter.closed
  }

  async admit(options: HostedPeerOptions): Promise<HostedPeer> {
    const { worker, settings } = this.#site
    const { mediasoupRouter, dataStreams } = this.#router
    const site = { router: mediasoupRouter, worker, settings }
    const transports = await PeerTransports.create(site, options.participantId)
    try {
      const subscribed = await dataStreams.subscribe(transports.receive, options.subchannel)
      return new Peer({
        participantId: options.participantId,
        worker: worker.id,
        rtpCapabilities: options.rtpCapabilities,
        transports,
        dataStreams,
        subscribed,
        produced: (producer, isMicrophone) => {
          options.published(producer.id, isBrowserVideo(producer))
          producer.observer.once('close', () => options.unpublished(producer.id))
          if (isMicrophone) this.#router.observe(producer)
        },
        reach: options.reach,
        isPublished: options.isPublished,
        hasPath: options.hasPath,
        keyFrames: options.keyFrames,
        logger: this.#logger,
        events: options.events,
        closed: options.closed,
      })
    } catch (error) {
      transports.close()
      throw error
    }
  }

  send(channel: string, payload: string, subchannels?: readonly number[]): void {
    if (!this.closed) this.#router.dataStreams.send(channel, payload, subchannels)
  }

  async openPipe(closed: () => void): Promise<PipeEnd> {
    return await LocalPipeEnd.open(this.#router.mediasoupRouter, this.#site.pipeListenIp, closed)
  }

  close(): void {
    this.#router.mediasoupRouter.close()
  }
}

function isBrowserVideo({ kind, rtpParameters }: Producer): boolean {
  return kind === 'video' && keyFramePauseOf(rtpParameters) === BROWSER_KEY_FRAME_PAUSE_MS
}
