import {
  KIND_OF_SOURCE,
  ProtocolError,
  type Publication,
  type RequestParams,
  type Source,
  type View,
} from '../../protocol/index.ts'
import type { Logger } from '../observability/logger.ts'
import type { ParticipantConnection } from './connection-port.ts'
import type { MediaPeer } from './media-port.ts'
import { ViewReconciler } from './view-reconciler.ts'
import type { PlannedConsumer, PublishedTrack } from './view-planner.ts'

interface OwnTrack extends PublishedTrack {
  paused: boolean
}

export interface SeatMediaOptions {
  participantId: string
  peer: MediaPeer
  connection: ParticipantConnection
  plan: (view: View | null) => Map<string, PlannedConsumer>
  /** Called after the own tracks changed. */
  tracksChanged: () => void
  /** Called when a source stops sounding: muted or closed. */
  silenced: () => void
  logger: Logger
}

/**
 * The media of one seat while it is connected: what it publishes and what it
 * views. A repair replaces the whole object.
 */
export class SeatMedia {
  readonly #options: SeatMediaOptions
  readonly #tracks = new Map<string, OwnTrack>()
  /** Sources whose producer is being created. */
  readonly #reserved = new Set<Source>()
  readonly #reconciler: ViewReconciler
  #view: View | null = null
  #chatOpen = false
  #closed = false

  constructor(options: SeatMediaOptions) {
    this.#options = options
    this.#reconciler = new ViewReconciler({
      peer: options.peer,
      connection: options.connection,
      plan: () => options.plan(this.#view),
      logger: options.logger,
    })
  }

  get peer(): MediaPeer {
    return this.#options.peer
  }

  /** What the seat publishes, for planning. */
  get tracks(): readonly PublishedTrack[] {
    return [...this.#tracks.values()]
  }

  /** What the seat publishes, as others see it. */
  get publications(): Publication[] {
    return [...this.#tracks.values()].map(({ source, paused }) => ({ source, paused }))
  }

  /** Something that the viewer may receive changed. */
  invalidateView(): void {
    this.#reconciler.invalidate()
  }

  setView(view: View): void {
    this.#view = view
    this.#reconciler.invalidate()
  }

  async acknowledgeConsumers(consumerIds: readonly string[]): Promise<void> {
    await this.#reconciler.acknowledge(consumerIds)
  }

  /**
   * Starts to send a source.
   *
   * @throws {ProtocolError} `already_exists` when the seat sends this source,
   *   `bad_request` when kind and source do not fit, and what the engine refuses
   */
  async produce(params: RequestParams<'producer:create'>): Promise<string> {
    const { source, kind, captureSize } = params
    if (KIND_OF_SOURCE[source] !== kind) {
      throw new ProtocolError('bad_request', `A ${source} is ${KIND_OF_SOURCE[source]}, not ${kind}.`)
    }
    if (this.#reserved.has(source) || this.#publishes(source)) throw new ProtocolError('already_exists')
    this.#reserved.add(source)
    try {
      const { producerId, layers } = await this.#options.peer.produce(params)
      if (this.#closed) throw new ProtocolError('not_found')
      const { participantId } = this.#options
      this.#tracks.set(producerId, {
        producerId,
        participantId,
        source,
        layers,
        captureSize,
        paused: params.paused,
      })
      this.#options.tracksChanged()
      return producerId
    } finally {
      this.#reserved.delete(source)
    }
  }

  async setProducerPaused(producerId: string, paused: boolean): Promise<void> {
    const track = this.#requireTrack(producerId)
    const { peer } = this.#options
    await (paused ? peer.pauseProducer(producerId) : peer.resumeProducer(producerId))
    if (track.paused === paused) return
    track.paused = paused
    if (paused) this.#options.silenced()
    this.#options.tracksChanged()
  }

  closeProducer(producerId: string): void {
    this.#requireTrack(producerId)
    this.#tracks.delete(producerId)
    this.#options.peer.closeProducer(producerId)
    this.#options.silenced()
    this.#options.tracksChanged()
  }

  /** @throws {ProtocolError} `already_exists` when the chat stream is open. */
  async openChat(params: RequestParams<'data-producer:create'>): Promise<string> {
    if (this.#chatOpen) throw new ProtocolError('already_exists')
    this.#chatOpen = true
    try {
      return await this.#options.peer.openChat(params.transportId, params.sctpStreamParameters)
    } catch (error) {
      this.#chatOpen = false
      throw error
    }
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#reconciler.close()
    this.#tracks.clear()
    this.#options.peer.close()
  }

  #publishes(source: Source): boolean {
    return [...this.#tracks.values()].some((track) => track.source === source)
  }

  #requireTrack(producerId: string): OwnTrack {
    const track = this.#tracks.get(producerId)
    if (!track) throw new ProtocolError('not_found')
    return track
  }
}
