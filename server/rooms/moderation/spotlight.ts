import { nameOf, type Actor } from '../doors/actor.ts'
import type { RoomEventSink } from '../ports/events.ts'
import type { SeatTable } from '../seats/seat-table.ts'
import { requireTarget } from './target.ts'

/** Who can be shown, and who has to hear of it. */
export interface SpotlightOptions {
  seats: Pick<SeatTable, 'findAnnounced'>
  /** In a large room everybody is told of them. */
  roster: { spotlit(participantIds: readonly string[]): void }
  /** From before a restart. */
  stored: readonly string[]
  /** Keeps them over a restart. */
  keep: (participantIds: readonly string[]) => void
  events: RoomEventSink
  /** The state of the room is another one. */
  changed: () => void
}

/** Whom hosts show to everybody, large. It lasts as long as they are in the room. */
export class Spotlight {
  readonly #options: SpotlightOptions
  #ids: readonly string[] = []

  constructor(options: SpotlightOptions) {
    this.#options = options
  }

  /** The seats of before are there again: those who were shown and have one still are. */
  restored(): void {
    const { stored, seats, roster } = this.#options
    this.#ids = stored.filter((id) => seats.findAnnounced(id))
    if (this.#ids.length > 0) roster.spotlit(this.#ids)
  }

  /** In the order of the hosts. */
  get ids(): readonly string[] {
    return this.#ids
  }

  /** @throws {ProtocolError} `target_gone` when one of them is not in the room, and nothing changes */
  set(actor: Actor, participantIds: readonly string[]): void {
    const ids = [...new Set(participantIds)]
    for (const id of ids) requireTarget(this.#options.seats, id)
    if (ids.length === this.#ids.length && ids.every((id, index) => id === this.#ids[index])) return
    this.#show(ids)
    this.#options.events.emit('spotlightChanged', { participantIds: ids, by: nameOf(actor) })
  }

  /** A seat was given up. */
  seatLeft(participantId: string): void {
    if (this.#ids.includes(participantId)) this.#show(this.#ids.filter((id) => id !== participantId))
  }

  #show(ids: readonly string[]): void {
    this.#ids = ids
    this.#options.keep(ids)
    this.#options.roster.spotlit(ids)
    this.#options.changed()
  }
}
