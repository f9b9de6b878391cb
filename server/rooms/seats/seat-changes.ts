import type { RosterField } from '../roster/roster-changes.ts'
import type { RoomStore, StoredSeat } from '../ports/store.ts'

/** The part of a seat that is stored. */
export interface StorableSeat {
  readonly id: string
  store(): StoredSeat
}

/** Where changes of seats are stored and told. */
export interface SeatChangesOptions {
  room: string
  store: Pick<RoomStore, 'saveSeat' | 'removeSeat'>
  roster: { updated(participantId: string, field: RosterField): void }
}

/** Stores what changed of a seat, and only then lets the list of people tell of it. */
export class SeatChanges {
  readonly #options: SeatChangesOptions

  constructor(options: SeatChangesOptions) {
    this.#options = options
  }

  /** Stores a seat of which nobody else has to hear. */
  async keep(seat: StorableSeat): Promise<void> {
    const { room, store } = this.#options
    await store.saveSeat(room, seat.store())
  }

  /** A seat is gone that nobody got to see. */
  async forget({ id }: StorableSeat): Promise<void> {
    const { room, store } = this.#options
    await store.removeSeat(room, id)
  }

  /** Stores a seat, then tells the others that this field of it changed. */
  async tell(seat: StorableSeat, field: RosterField): Promise<void> {
    await this.keep(seat)
    this.#options.roster.updated(seat.id, field)
  }
}
