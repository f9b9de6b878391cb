import type { RoomEventSink } from './ports/events.ts'

/** Why a room ended. */
export type RoomEndReason = 'empty' | 'stopped' | 'ended'

/** What keeps a room open beside its seats, and what others know of its coming and going. */
export class RoomLife {
  readonly #events: RoomEventSink
  /** Joins under way, and what programs do. */
  #held = 0
  #wasOccupied = false
  #wasTold = false

  constructor(events: RoomEventSink) {
    this.#events = events
  }

  /** Whether something is being done in the room. */
  get isHeld(): boolean {
    return this.#held > 0
  }

  /** Whether anybody had a seat that others got to see. */
  get wasOccupied(): boolean {
    return this.#wasOccupied
  }

  occupied(): void {
    this.#wasOccupied = true
  }

  /** Keeps the room open while something is done in it. */
  async hold<T>(work: () => Promise<T>): Promise<T> {
    this.#held += 1
    try {
      return await work()
    } finally {
      this.#held -= 1
    }
  }

  /** Tells others, once, that the room came into being. */
  tellOpened(restoredSeats: number): void {
    if (this.#wasTold) return
    this.#wasTold = true
    this.#events.emit('roomOpened', { restoredSeats })
  }

  /** Tells those who know of the room that it has ended. */
  tellClosed(reason: RoomEndReason): void {
    if (this.#wasTold) this.#events.emit('roomClosed', { reason })
  }
}
