import type { AudioLevelObserver, Producer, Router } from 'mediasoup/types'
import type { Channel } from '../../rooms/ports/media-channels.ts'
import type { MediaRoomEvents } from '../../rooms/ports/media.ts'
import { ROUTER_CODECS } from '../library/codecs.ts'
import type { MediaWorker } from '../workers/worker.ts'
import { DataStreams } from './data-streams.ts'

// The shortest interval that the worker measures levels at, in milliseconds.
const LEVEL_INTERVAL_MS = 250
// Enough for the ranking of any room: more never speak at once.
const LEVEL_ENTRIES = 32

/** What the parts of a room on all workers have in common. */
export interface RoomRouterSettings {
  /** Level below which nobody counts as speaking, -127 to 0. */
  thresholdDbov: number
  /** Data channels that everybody in the room gets. */
  channels: readonly Channel[]
}

/** What mediasoup holds of a room on one worker: a router with its data streams, which measures who is audible. */
export class RoomRouter {
  readonly mediasoupRouter: Router
  readonly dataStreams: DataStreams
  readonly #levels: AudioLevelObserver

  private constructor(
    mediasoupRouter: Router,
    parts: { levels: AudioLevelObserver; dataStreams: DataStreams },
  ) {
    this.mediasoupRouter = mediasoupRouter
    this.dataStreams = parts.dataStreams
    this.#levels = parts.levels
  }

  /**
   * Opens a part of a room on a worker.
   *
   * @throws {Error} when the worker ends meanwhile
   */
  static async create(
    { mediasoupWorker }: Pick<MediaWorker, 'mediasoupWorker'>,
    { thresholdDbov, channels }: RoomRouterSettings,
    events: Pick<MediaRoomEvents, 'levelsMeasured' | 'messageReceived'>,
  ): Promise<RoomRouter> {
    const mediasoupRouter = await mediasoupWorker.createRouter({ mediaCodecs: ROUTER_CODECS })
    const [levels, dataStreams] = await Promise.all([
      mediasoupRouter.createAudioLevelObserver({
        maxEntries: LEVEL_ENTRIES,
        threshold: thresholdDbov,
        interval: LEVEL_INTERVAL_MS,
      }),
      DataStreams.create(mediasoupRouter, channels, (id, channel, payload) =>
        events.messageReceived(id, channel, payload),
      ),
    ])
    levels.on('volumes', (volumes) =>
      events.levelsMeasured(
        volumes.map(({ producer, volume }) => ({
          participantId: String(producer.appData.participantId),
          level: volume,
        })),
      ),
    )
    levels.on('silence', () => events.levelsMeasured([]))
    return new RoomRouter(mediasoupRouter, { levels, dataStreams })
  }

  /** Measures the level of a microphone that is published here. */
  observe(producer: Producer): void {
    this.#levels.addProducer({ producerId: producer.id }).catch(() => {
      // The producer closed in the same moment: nothing is left to measure.
    })
  }
}
