import { ortc } from 'mediasoup'
import type {
  AudioLevelObserver,
  Producer,
  Router,
  RtpCapabilities as MediasoupRtpCapabilities,
} from 'mediasoup/types'
import { ProtocolError, type RtpCapabilities } from '../../protocol/index.ts'
import type { MediaPeer, MediaRoom, MediaRoomEvents } from '../rooms/media-port.ts'
import { ROUTER_CODECS } from './codecs.ts'
import { DataStreams } from './data-streams.ts'
import { PeerTransports } from './peer-transports.ts'
import { Peer } from './peer.ts'
import { refusing } from './refusals.ts'
import type { MediaSettings } from './settings.ts'
import type { MediaWorker } from './worker.ts'

// The shortest interval that the worker measures levels at, in milliseconds.
const LEVEL_INTERVAL_MS = 250
// Enough for the ranking of any room: more never speak at once.
const LEVEL_ENTRIES = 32

/** The media of one room, on one router. */
export class RoomRouter implements MediaRoom {
  readonly #router: Router
  readonly #worker: MediaWorker
  readonly #levels: AudioLevelObserver
  readonly #dataStreams: DataStreams
  readonly #settings: MediaSettings
  #closed = false

  private constructor(
    worker: MediaWorker,
    router: Router,
    parts: { levels: AudioLevelObserver; dataStreams: DataStreams },
    settings: MediaSettings,
  ) {
    this.#worker = worker
    this.#router = router
    this.#levels = parts.levels
    this.#dataStreams = parts.dataStreams
    this.#settings = settings
  }

  /** @param thresholdDbov - level below which nobody is reported, -127 to 0 */
  static async create(
    worker: MediaWorker,
    settings: MediaSettings,
    thresholdDbov: number,
    events: MediaRoomEvents,
  ): Promise<RoomRouter> {
    const router = await worker.worker.createRouter({ mediaCodecs: ROUTER_CODECS })
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
    router.on('workerclose', () => events.lost())
    return new RoomRouter(worker, router, { levels, dataStreams }, settings)
  }

  async admit(options: {
    participantId: string
    subchannel: number
    rtpCapabilities: RtpCapabilities
  }): Promise<MediaPeer> {
    if (this.#router.closed) throw new ProtocolError('media_unavailable')
    const rtpCapabilities = options.rtpCapabilities as MediasoupRtpCapabilities
    // Checked now and once, because each consumer would only fail much later.
    await refusing(() => {
      ortc.validateAndNormalizeRtpCapabilities(structuredClone(rtpCapabilities))
    })
    const transports = await PeerTransports.create(this.#router, this.#worker, this.#settings)
    const relays = await this.#dataStreams.subscribe(transports.receive, options.subchannel)
    this.#worker.load += 1
    return new Peer({
      participantId: options.participantId,
      rtpCapabilities,
      transports,
      dataStreams: this.#dataStreams,
      relays,
      microphoneAdded: (producer) => this.#observe(producer),
      closed: () => {
        this.#worker.load -= 1
      },
    })
  }

  relayChat(payload: string, subchannels?: readonly number[]): void {
    if (!this.#router.closed) this.#dataStreams.relayChat(payload, subchannels)
  }

  relayActivity(payload: string): void {
    if (!this.#router.closed) this.#dataStreams.relayActivity(payload)
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#router.close()
  }

  #observe(producer: Producer): void {
    this.#levels.addProducer({ producerId: producer.id }).catch(() => {
      // The producer closed in the same moment: nothing is left to measure.
    })
  }
}
