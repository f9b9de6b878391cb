import type { Source } from '../../../protocol/index.ts'

/** A source whose producer is being created. */
export interface TrackReservation {
  /** Its owner begins it muted. */
  readonly paused: boolean
  /** A host has stopped it while it was opened. */
  isStopped: boolean
}

/** The sources of a seat that are about to be sent: they count before the engine has opened them. */
export class TrackReservations {
  readonly #reserved = new Map<Source, TrackReservation>()

  /** Sources that begin unmuted. */
  get unmuted(): Source[] {
    return [...this.#reserved].flatMap(([source, { paused, isStopped }]) =>
      paused || isStopped ? [] : [source],
    )
  }

  has(source: Source): boolean {
    return this.#reserved.has(source)
  }

  /** Holds the place of a source while it is opened. */
  async hold<T>(
    source: Source,
    paused: boolean,
    open: (reservation: TrackReservation) => Promise<T>,
  ): Promise<T> {
    const reservation: TrackReservation = { paused, isStopped: false }
    this.#reserved.set(source, reservation)
    try {
      return await open(reservation)
    } finally {
      this.#reserved.delete(source)
    }
  }

  /** @returns whether that stops anything */
  stop(source: Source): boolean {
    const reservation = this.#reserved.get(source)
    if (!reservation || reservation.paused || reservation.isStopped) return false
    reservation.isStopped = true
    return true
  }
}
