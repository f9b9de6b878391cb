import type { AudioLevelObserver, DataConsumer, Producer, Router, WebRtcTransport } from 'mediasoup/types'
import type { AudioLevel } from '../../rooms/ports/media.ts'
import { ROUTER_CODECS } from '../library/codecs.ts'
import { DataStreams } from './data-streams.ts'
import type { MediaWorker } from '../workers/worker.ts'

/** What a node reports. */
export interface RoomRouterEvents {
  /** Levels of those who publish on this node; empty when they fell silent. */
  levelsMeasured(levels: readonly AudioLevel[]): void
  chatReceived(participantId: string, payload: string): void
  /** The worker is gone. */
  lost(node: RoomRouter): void
}

// The shortest interval that the worker measures levels at, in milliseconds.
const LEVEL_INTERVAL_MS = 250
// Enough for the ranking of any room: more never speak at once.
const LEVEL_ENTRIES = 32

/** The part of a room that lives on one worker: a router with its data streams. */
export class RoomRouter {
  readonly worker: MediaWorker
  readonly router: Router
  readonly dataStreams: DataStreams
  readonly #levels: AudioLevelObserver

  private constructor(
    worker: MediaWorker,
    router: Router,
    parts: { levels: AudioLevelObserver; dataStreams: DataStreams },
  ) {
    this.worker = worker
    this.router = router
    this.dataStreams = parts.dataStreams
    this.#levels = parts.levels
  }

  /** @param thresholdDbov - level below which nobody is reported, -127 to 0 */
  static async create(
    worker: MediaWorker,
    thresholdDbov: number,
    events: RoomRouterEvents,
  ): Promise<RoomRouter> {
    const router = await worker.mediasoupWorker.createRouter({ mediaCodecs: ROUTER_CODECS })
    const [levels, dataStreams] = await Promise.all([
      router.createAudioLevelObserver({
        maxEntries: LEVEL_ENTRIES,
        threshold: thresholdDbov,
        interval: LEVEL_INTERVAL_MS,
      }),
      DataStreams.create(router, (id, payload) => events.chatReceived(id, payload)),
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
    const node = new RoomRouter(worker, router, { levels, dataStreams })
    router.on('workerclose', () => events.lost(node))
    return node
  }

  /** Measures the level of a microphone that is published here. */
  observe(producer: Producer): void {
    this.#levels.addProducer({ producerId: producer.id }).catch(() => {
      // The producer closed in the same moment: nothing is left to measure.
    })
  }

  async subscribe(
    transport: WebRtcTransport,
    subchannel: number,
  ): Promise<{ chat: DataConsumer; activity: DataConsumer }> {
    return await this.dataStreams.subscribe(transport, subchannel)
  }

  close(): void {
    this.router.close()
  }
}
