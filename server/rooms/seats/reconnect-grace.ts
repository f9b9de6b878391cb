import type { ErrorCode } from '../../../protocol/index.ts'
import type { RosterField } from '../roster/roster-changes.ts'
import type { ParticipantConnection } from '../ports/connection.ts'
import type { RoomEventSink } from '../ports/events.ts'
import type { Seat } from './seat.ts'

/** How long seats wait for their owners. */
export interface ReconnectGraceSettings {
  /** After a connection broke, in milliseconds. */
  resumeGraceMs: number
  /** After the page went away, in milliseconds. */
  pageCloseGraceMs: number
}

/** How long seats wait, and who is told. */
export interface ReconnectGraceOptions {
  settings: ReconnectGraceSettings
  roster: { updated(participantId: string, field: RosterField): void }
  events: RoomEventSink
  /** Gives up a seat to which nobody came back in time. */
  seats: { expire(seat: Seat): void }
}

// How often a seat whose time is over looks whether its owner is still being admitted.
const AWAITED_MS = 500

/**
 * Seats whose owners are away: how long they wait, and what goes on meanwhile. It alone
 * starts and ends the timers of waiting seats.
 */
export class ReconnectGrace {
  readonly #options: ReconnectGraceOptions
  readonly #timers = new Map<Seat, NodeJS.Timeout>()

  constructor(options: ReconnectGraceOptions) {
    this.#options = options
  }

  /**
   * The connection of a seat is gone; the seat waits for its owner.
   *
   * @param pageClosed - the page went away, so its media is gone too and only a
   *   reload can bring the owner back
   */
  connectionLost(
    seat: Seat,
    connection: ParticipantConnection,
    { pageClosed }: { pageClosed: boolean },
  ): void {
    if (seat.connection !== connection) return
    const { settings, events } = this.#options
    if (pageClosed) this.#waitWithoutMedia(seat, settings.pageCloseGraceMs)
    else this.#waitWithMedia(seat)
    events.emit('participantDisconnected', { participantId: seat.id, pageClosed })
  }

  /** A seat from before a restart waits for its owner. */
  restored(seat: Seat): void {
    this.#waitWithoutMedia(seat, this.#options.settings.resumeGraceMs)
  }

  /** Takes the seat from whoever holds it; its media goes on for now. */
  evict(seat: Seat): void {
    if (!seat.connection) return
    seat.connection.endSession('seat_taken')
    this.#waitWithMedia(seat)
  }

  /** The seat waits for its owner, who is told why and has to begin anew. */
  endMedia(seat: Seat, code: ErrorCode): void {
    const { connection } = seat
    this.#waitWithoutMedia(seat, this.#options.settings.resumeGraceMs)
    connection?.endSession(code)
  }

  /** The owner is back, or the seat is gone: it waits no longer. */
  end(seat: Seat): void {
    clearTimeout(this.#timers.get(seat))
    this.#timers.delete(seat)
  }

  close(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer)
    this.#timers.clear()
  }

  #waitWithMedia(seat: Seat): void {
    seat.wait({ keepMedia: true })
    this.#begin(seat, this.#options.settings.resumeGraceMs)
    this.#options.roster.updated(seat.id, 'connection')
  }

  #waitWithoutMedia(seat: Seat, graceMs: number): void {
    const { roster } = this.#options
    seat.wait({ keepMedia: false })
    this.#begin(seat, graceMs)
    roster.updated(seat.id, 'connection')
    roster.updated(seat.id, 'publications')
  }

  /** Whoever is being admitted when the time is over has come in time: then the seat waits on. */
  #begin(seat: Seat, graceMs: number): void {
    this.end(seat)
    const timer = setTimeout(() => {
      this.#timers.delete(seat)
      if (seat.isAwaited) this.#begin(seat, AWAITED_MS)
      else this.#options.seats.expire(seat)
    }, graceMs)
    this.#timers.set(seat, timer)
  }
}
