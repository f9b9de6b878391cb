import {
  ProtocolError,
  type CaptureFault,
  type Publication,
  type RequestParams,
  type Source,
} from '../../../protocol/index.ts'
import type { Produced } from '../ports/media-publisher.ts'
import type { PublishedTracksOptions } from './track-options.ts'
import { beginSource, requireKind, requireMaySend } from './track-beginning.ts'
import { TrackReservations, type TrackReservation } from './track-reservations.ts'
import { applySilence } from './track-silence.ts'
import { TrackTable, type Publishing, type SeatTrack } from './track-table.ts'
import { UplinkGuard } from './uplink-guard.ts'

/** What one participant publishes. */
export class PublishedTracks {
  readonly #options: PublishedTracksOptions
  readonly #tracks = new TrackTable()
  readonly #reserved = new TrackReservations()
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
    return this.#tracks.publications({ isReachable: this.#isReachable })
  }

  get producerIds(): string[] {
    return this.#tracks.producerIds
  }

  /**
   * Starts to send a source.
   *
   * @throws {ProtocolError} `not_allowed`, `already_exists` when this source is sent, `screen_required` for the
   *   sound of a screen that is not shown, `bad_request` when kind and source do not fit, and what the engine refuses
   */
  async produce(params: RequestParams<'producer:create'>): Promise<string> {
    const { source } = params
    requireKind(params)
    requireMaySend(source, this.#options.maySend, this.#tracks)
    if (this.#reserved.has(source) || this.#tracks.find(source)) throw new ProtocolError('already_exists')
    return await this.#reserved.hold(source, params.paused, async (reservation) => {
      const produced = await this.#options.publisher.produce(params)
      await this.#begin(params, produced, reservation)
      return produced.producerId
    })
  }

  /** The engine has opened what was asked for: it counts from now on. */
  async #begin(
    { source, captureSize, paused }: RequestParams<'producer:create'>,
    { producerId, codec, layers }: Produced,
    reservation: TrackReservation,
  ): Promise<void> {
    const { seat, publisher, forwarding, changes, events } = this.#options
    this.#requireStillAllowed(source, producerId)
    const { stoppedBy, isForced } = beginSource(seat, source, reservation)
    const muted = paused || isForced
    const track = { producerId, source, muted, stoppedBy, held: false, paused: muted, fault: null }
    this.#tracks.add(track)
    this.#guard.add(producerId, source)
    forwarding.addTrack({ producerId, participantId: seat.id, source, codec, layers, captureSize }, muted)
    if (source === 'microphone') seat.microphoneMuted = muted
    events.emit('trackPublished', { ...this.#describe(track), paused: muted })
    // Nobody is sent anything of it before: it was never forwarded unmuted.
    if (isForced) await publisher.pause(producerId)
    await changes.tell(seat, 'publications')
  }

  /** @throws {ProtocolError} `not_found`; `not_allowed` when it would be sent again and may not */
  async setPaused(producerId: string, paused: boolean): Promise<void> {
    const track = this.#tracks.require(producerId)
    const wasStopped = track.stoppedBy !== null
    if (!paused) {
      requireMaySend(track.source, this.#options.maySend, this.#tracks)
      track.stoppedBy = null
      this.#options.seat.stops.over(track.source)
    }
    track.muted = paused
    if (track.source === 'microphone') this.#options.seat.microphoneMuted = paused
    await this.#bringInLine(track, { isNews: wasStopped && !paused })
  }

  /**
   * Stops what is sent of a source, at once. The owner alone may send it again, as soon as role and rules allow that.
   *
   * @param by - name of the host who does it
   * @returns whether anything was sent; settles once that is stored
   */
  stop(source: Source, by: string): { didRun: boolean; done: Promise<void> } {
    const { stops } = this.#options.seat
    const track = this.#tracks.find(source)
    const didRun = track ? !track.muted : this.#reserved.stop(source)
    if (didRun) stops.add(source, by)
    if (!track || !didRun) return { didRun, done: Promise.resolve() }
    track.muted = true
    track.stoppedBy = by
    if (source === 'microphone') this.#options.seat.microphoneMuted = true
    return { didRun: true, done: this.#bringInLine(track, { isNews: true, byHost: true }) }
  }

  async #hold(producerId: string, held: boolean): Promise<void> {
    const track = this.#tracks.require(producerId)
    track.held = held
    await this.#bringInLine(track)
  }

  /** @param how - `isNews` when others have to hear of it in any case; `byHost` when the owner did not do it */
  async #bringInLine(track: SeatTrack, { isNews = false, byHost = false } = {}): Promise<void> {
    const { seat, publisher, changes } = this.#options
    const paused = await applySilence(publisher, track, () => this.#tracks.has(track))
    if (!this.#tracks.has(track)) return
    const isOther = track.paused !== paused
    if (!isOther && !isNews) return
    if (isOther) this.#setSilent(track, paused)
    await (byHost ? changes.tellAtOnce(seat, 'publications') : changes.tell(seat, 'publications'))
  }

  #setSilent(track: SeatTrack, paused: boolean): void {
    const { forwarding, events } = this.#options
    track.paused = paused
    forwarding.setMuted(track.producerId, paused)
    if (track.source === 'screen' && paused) this.#endScreenAudio()
    events.emit(paused ? 'trackPaused' : 'trackResumed', this.#describe(track))
  }

  /**
   * A picture is captured in another size from now on.
   *
   * @throws {ProtocolError} `not_found`
   */
  resize({ producerId, captureSize }: RequestParams<'producer:resize'>): void {
    this.#tracks.require(producerId)
    this.#options.forwarding.resizeTrack(producerId, captureSize)
  }

  /**
   * A device brings nothing for this reason, or something again.
   *
   * @throws {ProtocolError} `not_found`
   */
  async setFault(producerId: string, fault: CaptureFault | null): Promise<void> {
    const track = this.#tracks.require(producerId)
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

  /**
   * The owner ends it, and with it what a host has stopped.
   *
   * @throws {ProtocolError} `not_found`
   */
  async close(producerId: string): Promise<void> {
    const track = this.#tracks.require(producerId)
    this.#options.seat.stops.over(track.source)
    await this.#close(track)
  }

  async #close(track: SeatTrack): Promise<void> {
    this.#end(track)
    if (track.source === 'screen') this.#endScreenAudio()
    await this.#options.changes.tell(this.#options.seat, 'publications')
  }

  /** Closes what the client does not name, after a break in which it lost it. */
  async retain(producerIds: readonly string[]): Promise<void> {
    const closing: Promise<void>[] = []
    for (const track of this.#tracks.all) {
      const { producerId } = track
      // The sound of a screen ends with it.
      if (producerIds.includes(producerId) || !this.#tracks.has(track)) continue
      if (!track.muted) this.#options.seat.stops.lost([track.source], performance.now())
      closing.push(this.#close(track))
    }
    await Promise.all(closing)
  }

  /** All end with the media of their owner. */
  end(): void {
    if (this.#closed) return
    this.#closed = true
    this.#options.seat.stops.lost([...this.#tracks.unmuted, ...this.#reserved.unmuted])
    const ended = this.#tracks.all
    this.#tracks.clear()
    for (const track of ended) {
      this.#guard.remove(track.producerId)
      this.#options.forwarding.removeTrack(track.producerId)
      this.#options.events.emit('trackClosed', this.#describe(track))
    }
  }

  #end(track: SeatTrack): void {
    const { publisher, forwarding, events } = this.#options
    const { producerId } = track
    this.#tracks.delete(track)
    this.#guard.remove(producerId)
    publisher.close(producerId)
    forwarding.removeTrack(producerId)
    events.emit('trackClosed', this.#describe(track))
  }

  /** Nobody hears a screen that is not shown: it would be a second microphone that looks muted. */
  #endScreenAudio(): void {
    const sound = this.#tracks.find('screen-audio')
    if (sound) this.#end(sound)
  }

  /** Much may have changed while the engine opened it. */
  #requireStillAllowed(source: Source, producerId: string): void {
    if (this.#closed) throw new ProtocolError('not_found')
    try {
      requireMaySend(source, this.#options.maySend, this.#tracks)
    } catch (error) {
      this.#options.publisher.close(producerId)
      // Whoever is refused knows that it was stopped.
      this.#options.seat.stops.heed(source)
      throw error
    }
  }

  #describe({ producerId, source }: SeatTrack): Publishing {
    return { participantId: this.#options.seat.id, producerId, source }
  }
}
