import { levelAt, NO_LOAD, type LoadLevel, type LoadLevels } from '../load/load-levels.ts'
import type { RoomForwarding } from './forwarding/room-forwarding.ts'
import type { SeatTable } from './seats/seat-table.ts'
import type { Seat } from './seats/seat.ts'

/** Who is told how far the server saves. */
export interface RoomLoadOptions {
  seats: Pick<SeatTable, 'announced' | 'find'>
  forwarding: Pick<RoomForwarding, 'setLoad'>
}

/** How far the server saves, as the people of one room are told of it. */
export class RoomLoad {
  readonly #options: RoomLoadOptions
  #levels: LoadLevels = NO_LOAD

  constructor(options: RoomLoadOptions) {
    this.#options = options
  }

  /** Saves more, or less, of what people receive, and tells those whom it concerns. */
  set(levels: LoadLevels): void {
    const before = this.#levels
    this.#levels = levels
    this.#options.forwarding.setLoad(levels)
    for (const seat of this.#options.seats.announced()) {
      const level = levelOf(seat, levels)
      if (level !== levelOf(seat, before)) seat.notify('server:load', { level })
    }
  }

  /** Tells one participant, if there is something to tell. */
  tell(participantId: string): void {
    const seat = this.#options.seats.find(participantId)
    if (!seat) return
    const level = levelOf(seat, this.#levels)
    if (level > 0) seat.notify('server:load', { level })
  }
}

function levelOf({ media }: Seat, levels: LoadLevels): LoadLevel {
  return media ? levelAt(levels, media.worker) : levels.eventLoop
}
