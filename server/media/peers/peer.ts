import type { Logger } from '../../observability/logger.ts'
import type { MediaPeer, MediaPeerEvents } from '../../rooms/ports/media.ts'
import { PeerChannels, type PeerChannelsOptions } from './peer-channels.ts'
import { PeerConsumers, type PeerConsumersOptions } from './peer-consumers.ts'
import { BROWSER_KEY_FRAME_PAUSE_MS } from '../library/key-frame-pause.ts'
import { PeerPublisher, type PeerPublisherOptions } from './peer-publisher.ts'
import type { PeerTransports } from './peer-transports.ts'

/** What the media of a participant is made of. */
export interface PeerOptions
  extends
    Omit<PeerConsumersOptions, 'transport' | 'events'>,
    Omit<PeerChannelsOptions, 'transports' | 'events'>,
    Omit<PeerPublisherOptions, 'transports'> {
  participantId: string
  /** Id of the worker, see `MediaPort.workerCpu`. */
  worker: string
  transports: PeerTransports
  events: MediaPeerEvents
  closed: () => void
  logger: Logger
}

/** One participant's media on a router. */
export class Peer implements MediaPeer {
  readonly worker: string
  readonly transports: PeerTransports
  readonly publisher: PeerPublisher
  readonly subscriber: PeerConsumers
  readonly channels: PeerChannels
  readonly #closed: () => void
  #isClosed = false

  constructor(options: PeerOptions) {
    const { transports, events } = options
    this.worker = options.worker
    this.transports = transports
    this.#closed = options.closed
    this.publisher = new PeerPublisher(options)
    this.subscriber = new PeerConsumers({ ...options, transport: transports.receive })
    this.channels = new PeerChannels(options)
    transports.watchPath({
      missing: () => events.pathMissing(),
      found: () => events.pathFound(),
    })
    transports.watchDownlink((bitsPerSecond) => events.downlinkEstimated(bitsPerSecond))
    transports.watchMoves(() => {
      void this.publisher.renewVideo()
      // The browser ignores it when a request came shortly before, of which the answer was lost.
      setTimeout(() => void this.publisher.renewVideo(), BROWSER_KEY_FRAME_PAUSE_MS).unref()
    })
  }

  /** Consumers that are open. */
  get consumers(): number {
    return this.subscriber.size
  }

  get running(): number {
    return this.subscriber.running
  }

  get hasPath(): boolean {
    return this.transports.hasPath
  }

  close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.transports.close()
    this.#closed()
  }
}
