import { PeopleIndex } from './people-index.ts'

/**
 * Why a seat is told of somebody: it is that person (`self`), the answer to its join named them and
 * it has shown nothing yet (`first`), it shows or pins them (`view`), it is sent something of
 * theirs (`received`), or they are in one of its windows (`stage`, `people`).
 */
export type AttentionReason = 'self' | 'first' | 'view' | 'received' | 'stage' | 'people'

type Reasons = Map<AttentionReason, ReadonlySet<string>>

/** Whom each seat has to be told of, and why, found from both sides. Pure bookkeeping. */
export class AttentionIndex {
  readonly #reasons = new Map<string, Reasons>()
  readonly #attended = new PeopleIndex()

  /** Pairs of a seat and somebody whom it attends to. */
  get size(): number {
    return this.#attended.size
  }

  /** Everybody whom a seat attends to, for whatever reason. */
  peopleOf(seatId: string): ReadonlySet<string> {
    return this.#attended.peopleOf(seatId)
  }

  /** The seats that attend to somebody. */
  seatsOf(participantId: string): ReadonlySet<string> {
    return this.#attended.seatsOf(participantId)
  }

  /**
   * Replaces all to whom a seat attends for one reason.
   *
   * @returns whether that changed to whom it attends
   */
  set(seatId: string, reason: AttentionReason, ids: ReadonlySet<string>): boolean {
    const reasons = this.#reasons.get(seatId) ?? (new Map() as Reasons)
    const before = reasons.get(reason) ?? new Set()
    if (ids.size > 0) reasons.set(reason, ids)
    else reasons.delete(reason)
    if (reasons.size > 0) this.#reasons.set(seatId, reasons)
    else this.#reasons.delete(seatId)
    let changed = false
    for (const id of ids) {
      if (this.peopleOf(seatId).has(id)) continue
      this.#attended.add(seatId, id)
      changed = true
    }
    for (const id of before) {
      if (ids.has(id) || isIn(reasons, id)) continue
      this.#attended.delete(seatId, id)
      changed = true
    }
    return changed
  }

  /** Somebody is gone: as a seat, and for all who attended to them. */
  drop(participantId: string): void {
    for (const seatId of this.seatsOf(participantId)) {
      const reasons = this.#reasons.get(seatId) ?? []
      for (const [reason, ids] of reasons) {
        if (!ids.has(participantId)) continue
        const others = new Set(ids)
        others.delete(participantId)
        this.#reasons.get(seatId)?.set(reason, others)
      }
    }
    this.#attended.drop(participantId)
    this.#reasons.delete(participantId)
  }
}

function isIn(reasons: Reasons, participantId: string): boolean {
  for (const ids of reasons.values()) if (ids.has(participantId)) return true
  return false
}
