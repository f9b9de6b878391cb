import {
  ProtocolError,
  type RequestParams,
  type Source,
  type Stall,
  type View,
} from '../../../protocol/index.ts'
import type { Logger } from '../../observability/logger.ts'
import type { RoomEventSink } from '../ports/events.ts'
import type { MediaPeer } from '../ports/media.ts'
import type { SeatChanges } from './seat-changes.ts'
import { DownlinkLimit } from '../forwarding/downlink-limit.ts'
import type { FirstDelivery } from '../roster/first-delivery.ts'
import type { Roster } from '../roster/roster.ts'
import type { PlannedConsumer } from '../ports/media-subscriber.ts'
import { UndecodableNotice } from './undecodable-notice.ts'
import { PublishedTracks } from './published-tracks.ts'
import type { PublishedTracksOptions, PublishingSeat } from './track-options.ts'
import type { RoomForwarding, Viewer } from '../forwarding/room-forwarding.ts'
import { trackKey } from '../forwarding/track-index.ts'
import { ViewReconciler } from '../forwarding/view-reconciler.ts'

/** What a returning client still holds. */
export interface KeptMedia {
  consumerIds: readonly string[]
  producerIds: readonly string[]
}

/** What the media of a seat works with. */
export interface SeatMediaOptions {
  seat: PublishingSeat
  peer: MediaPeer
  forwarding: RoomForwarding
  uplinks: PublishedTracksOptions['uplinks']
  /** How the owner is told of everybody. */
  newcomer: FirstDelivery
  /** Is told whom the owner shows and receives. */
  roster: Pick<Roster, 'attend'>
  changes: SeatChanges
  events: RoomEventSink
  maySend: PublishedTracksOptions['maySend']
  logger: Logger
}

/**
 * The media of one seat while it is connected: what it publishes and what it
 * views. A repair replaces the whole object.
 */
export class SeatMedia implements Viewer {
  readonly participantId: string
  readonly #options: SeatMediaOptions
  /** What the seat publishes. */
  readonly tracks: PublishedTracks
  readonly #reconciler: ViewReconciler
  #view: View | null = null
  #shown = new Set<string>()
  readonly #downlink = new DownlinkLimit(() => this.#downlinkChanged())
  readonly #undecodable: UndecodableNotice
  #chatOpen = false
  #closed = false

  constructor(options: SeatMediaOptions) {
    this.#options = options
    const { seat, forwarding } = options
    this.participantId = seat.id
    this.tracks = new PublishedTracks({
      seat,
      publisher: options.peer.publisher,
      forwarding,
      uplinks: options.uplinks,
      changes: options.changes,
      events: options.events,
      maySend: options.maySend,
    })
    this.#reconciler = new ViewReconciler({
      subscriber: options.peer.subscriber,
      isListening: () => seat.connection !== null,
      send: (batch) => seat.notify('consumers:changed', batch),
      plan: () => forwarding.plan(this, this.#view),
      again: () => forwarding.viewChanged(this),
      planned: (plan) => {
        options.roster.attend(seat.id, 'received', publishersOf(plan))
        forwarding.planned(seat.id, plan)
      },
      logger: options.logger,
    })
    this.#undecodable = new UndecodableNotice({
      find: () => forwarding.undecodable(this, this.#view),
      tell: (tracks) => seat.notify('tracks:undecodable', { tracks }),
      missed: ({ participantId: publisher, source, codec }) =>
        options.logger.debug({ viewer: seat.id, publisher, source, codec }, 'somebody cannot decode a track'),
    })
    forwarding.addViewer(this)
  }

  get peer(): MediaPeer {
    return this.#options.peer
  }

  /** How the owner is told of everybody. */
  get newcomer(): FirstDelivery {
    return this.#options.newcomer
  }

  get codecs(): ReadonlySet<string> {
    return this.#options.peer.subscriber.codecs
  }

  /** Id of the media worker that carries it. */
  get worker(): string {
    return this.#options.peer.worker
  }

  get isDownlinkLimited(): boolean {
    return this.#downlink.isLimited
  }

  shows(participantId: string, source: Source): boolean {
    return this.#view?.everything === true || this.#shown.has(trackKey({ participantId, source }))
  }

  get shownTiles(): number {
    return this.#view?.tiles.length ?? 0
  }

  holds(producerId: string): boolean {
    return this.#reconciler.holds(producerId)
  }

  async reconcile(): Promise<void> {
    await this.#reconciler.reconcile()
    if (!this.#closed) this.#undecodable.update()
  }

  /** @throws {ProtocolError} `policy_refused` */
  setView(view: View): void {
    this.#options.forwarding.checkView(view)
    this.#view = view
    this.#shown = new Set(view.tiles.map(trackKey))
    const shown = view.tiles.map(({ participantId }) => participantId)
    this.#options.roster.attend(this.participantId, 'view', [...shown, ...view.pins])
    this.#options.forwarding.viewChanged(this)
  }

  /** What gets through to this viewer has been estimated, in bit/s. */
  estimateDownlink(bitsPerSecond: number): void {
    if (!this.#closed) this.#downlink.estimated(bitsPerSecond)
  }

  /** The picture of a consumer stands still, or moves again. */
  reportStall(consumerId: string, stall: Stall | null): void {
    this.#reconciler.reportStall(consumerId, stall)
  }

  /** Nothing of its media gets through; `pathFound` takes that back. */
  pathMissing(): void {
    if (this.#closed) return
    const { seat, events, peer } = this.#options
    const { iceCandidates } = peer.transports.options.send
    const addresses = iceCandidates.map(({ protocol, ip, port }) => `${protocol}:${ip}:${port}`)
    events.emit('mediaPathMissing', { participantId: seat.id, addresses })
    void this.tracks.setReachable(false)
  }

  pathFound(): void {
    if (!this.#closed) void this.tracks.setReachable(true)
  }

  /** The client opened these consumers: their media begins. */
  async acknowledgeConsumers(consumerIds: readonly string[]): Promise<void> {
    await this.#reconciler.acknowledge(consumerIds)
    this.#options.newcomer.mediaBegins()
  }

  /**
   * The client lost too much of these consumers to go on without key frames.
   *
   * @param isLossy - they stand still because too much is lost on the way
   */
  async refreshConsumers(consumerIds: readonly string[], { isLossy }: { isLossy: boolean }): Promise<void> {
    if (isLossy) this.#downlink.lost()
    await this.#reconciler.refresh(consumerIds)
  }

  /**
   * The client is back on another connection with the media that it had. What it
   * does not know is closed, and what it missed is told.
   */
  resync({ consumerIds, producerIds }: KeptMedia): void {
    void this.tracks.retain(producerIds)
    this.#reconciler.resync(consumerIds)
    // What was wanted of its pictures meanwhile could not be told.
    for (const producerId of this.tracks.producerIds) {
      const layers = this.#options.forwarding.wantedLayers(producerId)
      if (layers !== undefined) this.#options.seat.notify('uplink:wanted', { producerId, layers })
    }
    if (this.isDownlinkLimited) this.#tellDownlink()
    this.#undecodable.forget()
    this.#options.forwarding.viewChanged(this)
  }

  /** @throws {ProtocolError} `already_exists` when the chat stream is open. */
  async openChat(params: RequestParams<'data-producer:create'>): Promise<string> {
    if (this.#chatOpen) throw new ProtocolError('already_exists')
    this.#chatOpen = true
    try {
      return await this.#options.peer.channels.open(
        params.label,
        params.transportId,
        params.sctpStreamParameters,
      )
    } catch (error) {
      this.#chatOpen = false
      throw error
    }
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#options.newcomer.close()
    this.#options.roster.attend(this.participantId, 'view', [])
    this.#downlink.close()
    this.#options.forwarding.removeViewer(this)
    this.#reconciler.close()
    this.tracks.end()
    this.#options.peer.close()
  }

  #downlinkChanged(): void {
    this.#options.forwarding.viewChanged(this)
    this.#tellDownlink()
  }

  #tellDownlink(): void {
    this.#options.seat.notify('downlink:limited', { isLimited: this.isDownlinkLimited })
  }
}

/** Whose tracks a viewer is sent. */
function* publishersOf(plan: ReadonlyMap<string, PlannedConsumer>): Generator<string> {
  for (const { participantId } of plan.values()) yield participantId
}
