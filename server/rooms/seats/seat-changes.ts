import type { RosterField } from '../roster/roster-changes.ts'
import type { RoomStore, StoredSeat } from '../ports/store.ts'
import { ChangePace, type ChangingSeat } from './change-pace.ts'

/** The part of a seat that is stored. */
export interface StorableSeat {
  readonly id: string
  /** Whether it was given up. */
  readonly isGone: boolean
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
  readonly #pace: ChangePace

  constructor(options: SeatChangesOptions) {
    this.#options = options
    this.#pace = new ChangePace((id, field) => options.roster.updated(id, field))
  }

  /** Stores a seat of which nobody else has to hear. */
  async keep(seat: StorableSeat): Promise<void> {
    const { room, store } = this.#options
    // What was under way when the seat was given up must not bring it back after a restart.
    if (!seat.isGone) await store.saveSeat(room, seat.store())
  }

  /** A seat is gone that nobody got to see. */
  async forget({ id }: StorableSeat): Promise<void> {
    const { room, store } = this.#options
    await store.removeSeat(room, id)
  }

  /** Stores a seat, then tells the others that this field of it changed; later if much has changed lately. */
  async tell(seat: StorableSeat & ChangingSeat, field: RosterField): Promise<void> {
    await this.keep(seat)
    this.#pace.changed(seat, field)
  }

  /** Stores a seat, then tells the others what a host, who is charged for it, changed of it. */
  async tellAtOnce(seat: StorableSeat, field: RosterField): Promise<void> {
    await this.keep(seat)
    this.#options.roster.updated(seat.id, field)
  }
}
