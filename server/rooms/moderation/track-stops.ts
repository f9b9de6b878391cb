import {
  can,
  decides,
  ProtocolError,
  SEND_ACTION,
  type ActorName,
  type RequestParams,
  type RoomRules,
} from '../../../protocol/index.ts'
import { nameOf, type Actor } from '../doors/actor.ts'
import type { RoomEventSink } from '../ports/events.ts'
import type { SeatChanges } from '../seats/seat-changes.ts'
import type { SeatTable } from '../seats/seat-table.ts'
import { tellStopped } from '../seats/seat-stops.ts'
import type { Seat } from '../seats/seat.ts'
import { requireSay, requireTarget } from './target.ts'

/** What a host stops or asks for. The sound of a screen goes with the screen. */
type StoppableSource = RequestParams<'tracks:stop'>['source']

const SOURCES: readonly StoppableSource[] = ['microphone', 'camera', 'screen']

/** Whose tracks they are, and where it is told. */
export interface TrackStopsOptions {
  seats: Pick<SeatTable, 'announced' | 'findAnnounced'>
  changes: Pick<SeatChanges, 'keep'>
  events: RoomEventSink
  /** What holds in the room. */
  law: { readonly rules: RoomRules }
}

/**
 * Stops what people send, by the word of a host or because role and rules do not allow it any more. Tracks are
 * paused and stay open, so that their owners' clients know all their producers. Nobody can start them for their owner.
 */
export class TrackStops {
  readonly #options: TrackStopsOptions

  constructor(options: TrackStopsOptions) {
    this.#options = options
  }

  /**
   * Stops a source of one, or of everybody but hosts, co-hosts and the one who does it.
   *
   * @returns how many sent it
   * @throws {ProtocolError} `target_gone`, `not_allowed`
   */
  async stop(actor: Actor, { participantId, source }: RequestParams<'tracks:stop'>): Promise<number> {
    const seats =
      participantId === undefined ? this.#everybodyBut(actor) : [this.#target(actor, participantId)]
    const by = nameOf(actor)
    const stops = seats.flatMap((seat) => this.#stop(seat, source, by) ?? [])
    if (stops.length > 0) {
      const whom = participantId === undefined ? {} : { participantId }
      this.#options.events.emit('tracksStopped', { ...whom, source, count: stops.length, by })
    }
    await Promise.all(stops)
    return stops.length
  }

  /**
   * Asks somebody to send something. Nobody is asked for what they send already.
   *
   * @throws {ProtocolError} `target_gone`; `not_allowed` when they may not send it
   */
  ask(actor: Actor, { participantId, source }: RequestParams<'tracks:ask'>): void {
    const seat = requireTarget(this.#options.seats, participantId)
    if (!can(seat.role, SEND_ACTION[source], this.#options.law.rules)) {
      throw new ProtocolError(
        'not_allowed',
        'The rules of this room do not allow them to send that. Change the rules or their role first.',
      )
    }
    if (seat.media?.tracks.publications.some((one) => one.source === source && !one.paused)) return
    const by = nameOf(actor)
    seat.notify('seat:moderated', { by, what: { kind: 'asked', source } })
    this.#options.events.emit('trackAsked', { participantId, source, by })
  }

  /** Stops what people send and may not send any more: all of them, or one whose role has changed. */
  async enforce(by: ActorName, seats: Iterable<Seat> = this.#options.seats.announced()): Promise<void> {
    const { rules } = this.#options.law
    const stops: Promise<void>[] = []
    for (const seat of seats) {
      for (const source of SOURCES) {
        if (can(seat.role, SEND_ACTION[source], rules)) continue
        stops.push(this.#stop(seat, source, by) ?? Promise.resolve())
      }
    }
    await Promise.all(stops)
  }

  #everybodyBut({ id }: Actor): Seat[] {
    return [...this.#options.seats.announced()].filter((seat) => seat.id !== id && !decides(seat.role))
  }

  #target(actor: Actor, participantId: string): Seat {
    const seat = requireTarget(this.#options.seats, participantId)
    requireSay(actor, seat)
    return seat
  }

  /** @returns undefined when there is nothing to stop */
  #stop(seat: Seat, source: StoppableSource, by: ActorName): Promise<void> | undefined {
    const sent = seat.media?.tracks.stop(source, by.name)
    if (sent?.didRun !== true) return this.#stopInterrupted(seat, source, by)
    tellStopped(seat, source, by)
    // Its owner may end it, or leave, in the same moment.
    return sent.done.catch(() => undefined)
  }

  /** Somebody whose media is broken, or is set up anew, does not send again by that what was stopped meanwhile. */
  #stopInterrupted(seat: Seat, source: StoppableSource, by: ActorName): Promise<void> | undefined {
    if (!seat.stops.isInterrupted(source, performance.now())) return undefined
    seat.stops.add(source, by.name)
    if (source === 'microphone') seat.microphoneMuted = true
    tellStopped(seat, source, by)
    return this.#options.changes.keep(seat)
  }
}
