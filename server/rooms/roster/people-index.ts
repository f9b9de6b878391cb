const NOBODY: ReadonlySet<string> = new Set()

/** Which seats have to do with which people, found from both sides. */
export class PeopleIndex {
  readonly #peopleOf = new Map<string, Set<string>>()
  readonly #seatsOf = new Map<string, Set<string>>()
  #size = 0

  /** Pairs of a seat and somebody that it has to do with. */
  get size(): number {
    return this.#size
  }

  peopleOf(seatId: string): ReadonlySet<string> {
    return this.#peopleOf.get(seatId) ?? NOBODY
  }

  seatsOf(participantId: string): ReadonlySet<string> {
    return this.#seatsOf.get(participantId) ?? NOBODY
  }

  add(seatId: string, participantId: string): void {
    if (this.peopleOf(seatId).has(participantId)) return
    this.#size += 1
    put(this.#peopleOf, seatId, participantId)
    put(this.#seatsOf, participantId, seatId)
  }

  delete(seatId: string, participantId: string): void {
    if (!this.peopleOf(seatId).has(participantId)) return
    this.#size -= 1
    take(this.#peopleOf, seatId, participantId)
    take(this.#seatsOf, participantId, seatId)
  }

  /** Somebody is gone: as a seat, and from all seats that had to do with them. */
  drop(participantId: string): void {
    for (const seatId of [...this.seatsOf(participantId)]) this.delete(seatId, participantId)
    for (const id of [...this.peopleOf(participantId)]) this.delete(participantId, id)
  }

  clear(): void {
    this.#peopleOf.clear()
    this.#seatsOf.clear()
    this.#size = 0
  }
}

function put(sets: Map<string, Set<string>>, key: string, value: string): void {
  const set = sets.get(key)
  if (set) set.add(value)
  else sets.set(key, new Set([value]))
}

function take(sets: Map<string, Set<string>>, key: string, value: string): void {
  const set = sets.get(key)
  set?.delete(value)
  if (set?.size === 0) sets.delete(key)
}
