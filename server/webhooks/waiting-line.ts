import { holdsRoom } from './retry.ts'
import type { Delivery } from './store.ts'

interface Entry {
  delivery: Delivery
  /** Somebody asked for it again; it holds nothing up. */
  readonly isReplay: boolean
}

/** What can be sent now, or when something can. */
export interface Next {
  delivery?: Delivery
  /** Time of the earliest later attempt, in milliseconds since 1970; infinite when nothing waits for one. */
  dueAt: number
}

/**
 * The deliveries that wait for one receiver, room by room. Of a room one is under way at a time, the
 * oldest first; it holds later ones back as `holdsRoom` says. Rooms take turns.
 */
export class WaitingLine {
  readonly #entries = new Map<number, Entry>()
  readonly #rooms = new Map<string, Set<number>>()
  readonly #busy = new Set<string>()

  get size(): number {
    return this.#entries.size
  }

  /** Position of the oldest; undefined when nothing waits. */
  get oldest(): number | undefined {
    return this.#entries.keys().next().value
  }

  add(delivery: Delivery, isReplay = false): void {
    const { position, room } = delivery
    this.#entries.set(position, { delivery, isReplay })
    const positions = this.#rooms.get(room) ?? new Set()
    this.#rooms.set(room, positions.add(position))
  }

  has(position: number): boolean {
    return this.#entries.has(position)
  }

  remove(position: number): void {
    const room = this.#entries.get(position)?.delivery.room
    if (room === undefined) return
    this.#entries.delete(position)
    const positions = this.#rooms.get(room)
    positions?.delete(position)
    if (positions?.size === 0) this.#rooms.delete(room)
  }

  /** Finds a delivery that is due, and takes its room until `done`. */
  take(now: number): Next {
    let dueAt = Infinity
    for (const [room, positions] of this.#rooms) {
      if (this.#busy.has(room)) continue
      const next = this.#first(positions, now)
      if (!next.delivery) {
        dueAt = Math.min(dueAt, next.dueAt)
        continue
      }
      this.#busy.add(room)
      return next
    }
    return { dueAt }
  }

  /** The attempt for this room has ended. */
  done(room: string): void {
    this.#busy.delete(room)
    const positions = this.#rooms.get(room)
    if (!positions) return
    // To the end of the line, so that a room with much to tell delays no other.
    this.#rooms.delete(room)
    this.#rooms.set(room, positions)
  }

  #first(positions: ReadonlySet<number>, now: number): Next {
    let dueAt = Infinity
    for (const position of positions) {
      const entry = this.#entries.get(position)
      if (!entry) continue
      const { delivery, isReplay } = entry
      if (delivery.dueAt <= now) return { delivery, dueAt }
      dueAt = Math.min(dueAt, delivery.dueAt)
      if (!isReplay && holdsRoom(delivery.attempts, delivery.status)) break
    }
    return { dueAt }
  }
}
