import type { SessionState } from '../session/state/state.ts'
import { withPresence, withPresenceCounts, type PresenceEvent, type PresencePlace } from './presence-log.ts'
import { countPeople } from './selectors.ts'

/** In a large room comings and goings of this long are one number, in milliseconds. */
export const GATHER_MS = 3_000

/** Adds to the log what it is given: the log of before, and where a new line stands. */
export type PresenceAddition = (
  log: readonly PresenceEvent[],
  place: PresencePlace,
) => readonly PresenceEvent[]

type Room = Pick<
  SessionState,
  'connection' | 'self' | 'participants' | 'order' | 'isWhole' | 'count' | 'unlisted' | 'unconfirmed'
>

/**
 * Notes who comes and goes: by name where everybody is known, in a large room how many. Who was
 * here before is no news.
 */
export class PresenceWatch {
  readonly #add: (addition: PresenceAddition) => void
  #before: (Pick<Room, 'participants' | 'order' | 'isWhole'> & { people: number }) | undefined
  #gathered = { joined: 0, left: 0 }
  #timer: ReturnType<typeof setTimeout> | undefined

  /** @param add - called with each addition to the log */
  constructor(add: (addition: PresenceAddition) => void) {
    this.#add = add
  }

  /** Compares the room with what it was. */
  update(room: Room): void {
    // A lost connection may empty the list for a moment: nobody left because of that. And in a
    // room that has become small it comes in parts.
    if (room.connection !== 'connected' || room.unlisted > 0) return
    const before = this.#before
    const { participants, order, isWhole } = room
    const people = countPeople(room)
    this.#before = { participants, order, isWhole, people }
    if (!before) return
    if (!before.isWhole || !isWhole) return this.#gather(people - before.people)
    if (order === before.order) return
    const nameOf = (id: string): string => (participants[id] ?? before.participants[id])?.name ?? ''
    const names = Object.fromEntries([...before.order, ...order].map((id) => [id, nameOf(id)]))
    this.#add((log, place) => withPresence(log, before.order, order, names, place))
  }

  /** Waits for nothing more. */
  stop(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  #note(): void {
    this.#timer = undefined
    const gathered = this.#gathered
    this.#gathered = { joined: 0, left: 0 }
    if (gathered.joined + gathered.left > 0)
      this.#add((log, place) => withPresenceCounts(log, gathered, place))
  }

  #gather(difference: number): void {
    if (difference === 0) return
    if (difference > 0) this.#gathered.joined += difference
    else this.#gathered.left -= difference
    this.#timer ??= setTimeout(() => this.#note(), GATHER_MS)
  }
}
