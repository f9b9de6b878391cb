import type { ErrorCode } from '../../../protocol/index.ts'
import type { Logger } from '../../observability/logger.ts'
import type { ParticipantConnection } from '../ports/connection.ts'
import type { Roster } from '../roster/roster.ts'
import { startExpiry } from './seat-expiry.ts'
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
  roster: Pick<Roster, 'updated'>
  /** A seat makes no sound any more. */
  silenced: (seat: Seat) => void
  /** Nobody came back to the seat in time. */
  expired: (seat: Seat) => void
  logger: Logger
}

/** Seats whose owners are away: how long they wait, and what goes on meanwhile. */
export class ReconnectGrace {
  readonly #options: ReconnectGraceOptions

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
    const { settings, logger } = this.#options
    if (pageClosed) this.#wait(seat, settings.pageCloseGraceMs)
    else this.#waitWithMedia(seat)
    logger.info({ participant: seat.id, pageClosed }, 'participant disconnected')
  }

  /** A seat from before a restart waits for its owner. */
  restored(seat: Seat): void {
    this.#wait(seat, this.#options.settings.resumeGraceMs)
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
    this.#wait(seat, this.#options.settings.resumeGraceMs)
    connection?.endSession(code)
  }

  #waitWithMedia(seat: Seat): void {
    seat.wait(this.#startExpiry(seat, this.#options.settings.resumeGraceMs), true)
    this.#options.roster.updated(seat.id, 'connection')
  }

  #wait(seat: Seat, graceMs: number): void {
    const { roster, silenced } = this.#options
    seat.wait(this.#startExpiry(seat, graceMs), false)
    roster.updated(seat.id, 'connection')
    silenced(seat)
    roster.updated(seat.id, 'publications')
  }

  #startExpiry(seat: Seat, graceMs: number): NodeJS.Timeout {
    return startExpiry(seat, graceMs, () => this.#options.expired(seat))
  }
}
