import {
  KIND_OF_SOURCE,
  ProtocolError,
  type CaptureFault,
  type Publication,
  type RequestParams,
  type Source,
} from '../../../protocol/index.ts'
import type { MediaOwner } from '../ports/connection.ts'
import type { RoomEventSink } from '../ports/events.ts'
import type { PublisherPort } from '../ports/media-publisher.ts'
import type { SeatChanges, StorableSeat } from './seat-changes.ts'
import type { RoomForwarding } from '../forwarding/room-forwarding.ts'
import { UplinkGuard, type UplinkGuardOptions } from './uplink-guard.ts'

/** What the tracks of a seat work with. */
export interface PublishedTracksOptions {
  seat: Pick<MediaOwner, 'connection' | 'microphoneMuted' | 'notify' | 'uplinkRecords'> & StorableSeat
  publisher: PublisherPort
  forwarding: Pick<RoomForwarding, 'addTrack' | 'removeTrack' | 'setMuted' | 'resizeTrack'>
  uplinks: Pick<UplinkGuardOptions, 'watch' | 'limits' | 'address'>
  changes: Pick<SeatChanges, 'tell'>
  events: RoomEventSink
}

interface SeatTrack {
  source: Source
  /** Its owner muted it. */
  muted: boolean
  /** The server sends nothing of it, because it sends too much. */
  held: boolean
  /** One or the other, as others know it. */
  paused: boolean
  /** Why its device brings nothing; null while it does. */
  fault: CaptureFault | null
}

/** What one participant publishes. */
export class PublishedTracks {
  readonly #options: PublishedTracksOptions
  readonly #tracks = new Map<string, SeatTrack>()
  /** Sources whose producer is being created. */
  readonly #reserved = new Set<Source>()
  readonly #guard: UplinkGuard
  #closed = false
  /** Whether media of the owner gets through, as far as is known. */
  #isReachable = true

  constructor(options: PublishedTracksOptions) {
    this.#options = options
    this.#guard = new UplinkGuard({
      ...options.uplinks,
      records: options.seat.uplinkRecords,
      publisher: options.publisher,
      tell: (told) => options.seat.notify('uplink:exceeded', told),
      // Its owner may end it in the same moment.
      hold: (producerId, held) => void this.#hold(producerId, held).catch(() => undefined),
      close: (producerId) => void this.close(producerId).catch(() => undefined),
    })
  }

  /** What is published, as others see it. */
  get publications(): Publication[] {
    return [...this.#tracks.values()].map(({ source, paused, fault }) => {
      // Without a path nobody can tell what the device brings.
      const reason = this.#isReachable ? fault : 'no-path'
      return { source, paused, ...(reason === null ? {} : { fault: reason }) }
    })
  }

  get producerIds(): string[] {
    return [...this.#tracks.keys()]
  }

  /**
   * Starts to send a source.
   *
   * @throws {ProtocolError} `already_exists` when this source is sent, `screen_required` for the sound of
   *   a screen that is not shown, `bad_request` when kind and source do not fit, and what the engine refuses
   */
  async produce(params: RequestParams<'producer:create'>): Promise<string> {
    const { source, kind, captureSize } = params
    if (KIND_OF_SOURCE[source] !== kind) {
      throw new ProtocolError('bad_request', `A ${source} is ${KIND_OF_SOURCE[source]}, not ${kind}.`)
    }
    if (this.#reserved.has(source) || this.#publishes(source)) throw new ProtocolError('already_exists')
    if (!this.#mayPublish(source)) throw new ProtocolError('screen_required')
    this.#reserved.add(source)
    try {
      const { seat, publisher, forwarding, changes, events } = this.#options
      const { producerId, codec, layers } = await publisher.produce(params)
      if (this.#closed) throw new ProtocolError('not_found')
      if (!this.#mayPublish(source)) {
        publisher.close(producerId)
        throw new ProtocolError('screen_required')
      }
      const { paused } = params
      this.#tracks.set(producerId, { source, muted: paused, held: false, paused, fault: null })
      this.#guard.add(producerId, source)
      forwarding.addTrack(
        { producerId, participantId: seat.id, source, codec, layers, captureSize },
        params.paused,
      )
      if (source === 'microphone') seat.microphoneMuted = params.paused
      events.emit('trackPublished', { ...this.#describe(producerId, source), paused: params.paused })
      await changes.tell(seat, 'publications')
      return producerId
    } finally {
      this.#reserved.delete(source)
    }
  }

  /** @throws {ProtocolError} `not_found` */
  async setPaused(producerId: string, paused: boolean): Promise<void> {
    const track = this.#require(producerId)
    track.muted = paused
    if (track.source === 'microphone') this.#options.seat.microphoneMuted = paused
    await this.#bringInLine(producerId, track)
  }

  async #hold(producerId: string, held: boolean): Promise<void> {
    const track = this.#require(producerId)
    track.held = held
    await this.#bringInLine(producerId, track)
  }

  async #bringInLine(producerId: string, track: SeatTrack): Promise<void> {
    const { seat, publisher, forwarding, changes, events } = this.#options
    const paused = track.muted || track.held
    await (paused ? publisher.pause(producerId) : publisher.resume(producerId))
    if (track.paused === paused) return
    track.paused = paused
    forwarding.setMuted(producerId, paused)
    if (track.source === 'screen' && paused) this.#endScreenAudio()
    events.emit(paused ? 'trackPaused' : 'trackResumed', this.#describe(producerId, track.source))
    await changes.tell(seat, 'publications')
  }

  /**
   * A picture is captured in another size from now on.
   *
   * @throws {ProtocolError} `not_found`
   */
  resize({ producerId, captureSize }: RequestParams<'producer:resize'>): void {
    this.#require(producerId)
    this.#options.forwarding.resizeTrack(producerId, captureSize)
  }

  /**
   * A device brings nothing for this reason, or something again.
   *
   * @throws {ProtocolError} `not_found`
   */
  async setFault(producerId: string, fault: CaptureFault | null): Promise<void> {
    const track = this.#require(producerId)
    if (track.fault === fault) return
    track.fault = fault
    if (this.#isReachable) await this.#options.changes.tell(this.#options.seat, 'publications')
  }

  /** Whether media of the owner gets through; others are told why they get nothing. */
  async setReachable(isReachable: boolean): Promise<void> {
    if (this.#closed || this.#isReachable === isReachable) return
    this.#isReachable = isReachable
    await this.#options.changes.tell(this.#options.seat, 'publications')
  }

  /** @throws {ProtocolError} `not_found` */
  async close(producerId: string): Promise<void> {
    const { source } = this.#require(producerId)
    this.#end(producerId, source)
    if (source === 'screen') this.#endScreenAudio()
    await this.#options.changes.tell(this.#options.seat, 'publications')
  }

  /** Closes what the client does not name, after a break in which it lost it. */
  async retain(producerIds: readonly string[]): Promise<void> {
    const closing: Promise<void>[] = []
    for (const id of this.producerIds) {
      // The sound of a screen ends with it.
      if (!producerIds.includes(id) && this.#tracks.has(id)) closing.push(this.close(id))
    }
    await Promise.all(closing)
  }

  /** All end with the media of their owner. */
  end(): void {
    this.#closed = true
    const ended = [...this.#tracks]
    this.#tracks.clear()
    for (const [producerId, { source }] of ended) {
      this.#guard.remove(producerId)
      this.#options.forwarding.removeTrack(producerId)
      this.#options.events.emit('trackClosed', this.#describe(producerId, source))
    }
  }

  #end(producerId: string, source: Source): void {
    const { publisher, forwarding, events } = this.#options
    this.#tracks.delete(producerId)
    this.#guard.remove(producerId)
    publisher.close(producerId)
    forwarding.removeTrack(producerId)
    events.emit('trackClosed', this.#describe(producerId, source))
  }

  /** Nobody hears a screen that is not shown: it would be a second microphone that looks muted. */
  #endScreenAudio(): void {
    for (const [producerId, { source }] of this.#tracks) {
      if (source === 'screen-audio') this.#end(producerId, source)
    }
  }

  #mayPublish(source: Source): boolean {
    if (source !== 'screen-audio') return true
    return [...this.#tracks.values()].some((track) => track.source === 'screen' && !track.paused)
  }

  #describe(
    producerId: string,
    source: Source,
  ): { participantId: string; producerId: string; source: Source } {
    return { participantId: this.#options.seat.id, producerId, source }
  }

  #publishes(source: Source): boolean {
    return [...this.#tracks.values()].some((track) => track.source === source)
  }

  #require(producerId: string): SeatTrack {
    const track = this.#tracks.get(producerId)
    if (!track) throw new ProtocolError('not_found')
    return track
  }
}
