import { TokenBucket, type Rate } from '../../lib/token-bucket.ts'
import type { RosterField } from '../roster/roster-changes.ts'
import type { ParticipantConnection } from '../ports/connection.ts'

/** Whose changes they are. */
export interface ChangingSeat {
  readonly id: string
  /** Null while the owner is away. */
  readonly connection: Pick<ParticipantConnection, 'usage'> | null
}

// A hand goes up or a key is held to talk a few times a second, and never for long.
const SEAT_RATE: Rate = { perSecond: 4, burst: 20 }
// A school that comes in at once through one address: a thousand changes in five seconds.
const ADDRESS_RATE: Rate = { perSecond: 100, burst: 500 }
const TURN_MS = 100

/**
 * Lets changes that everybody in a room is told of through, so many of one seat and of one address. Those beyond
 * wait for their turn, together with what changes of the same seat meanwhile: who is told learns
 * what is true then, so the last state always arrives, and only the last.
 */
export class ChangePace {
  readonly #tell: (participantId: string, field: RosterField) => void
  readonly #seats = new WeakMap<ChangingSeat, TokenBucket>()
  readonly #addresses = new WeakMap<object, TokenBucket>()
  /** In the order in which they came. */
  readonly #waiting = new Map<ChangingSeat, Set<RosterField>>()
  #timer: NodeJS.Timeout | undefined

  /** @param tell - tells everybody of what a field of a participant is at the moment when it sends */
  constructor(tell: (participantId: string, field: RosterField) => void) {
    this.#tell = tell
  }

  /** A field of a seat has changed. */
  changed(seat: ChangingSeat, field: RosterField): void {
    const waiting = this.#waiting.get(seat)
    if (waiting) waiting.add(field)
    else if (this.#isAffordable(seat)) this.#tell(seat.id, field)
    else this.#wait(seat, field)
  }

  #wait(seat: ChangingSeat, field: RosterField): void {
    this.#waiting.set(seat, new Set([field]))
    this.#timer ??= setInterval(() => this.#takeTurns(), TURN_MS).unref()
  }

  #takeTurns(): void {
    for (const [seat, fields] of this.#waiting) {
      if (!this.#isAffordable(seat)) continue
      this.#waiting.delete(seat)
      for (const field of fields) this.#tell(seat.id, field)
    }
    if (this.#waiting.size > 0) return
    clearInterval(this.#timer)
    this.#timer = undefined
  }

  #isAffordable(seat: ChangingSeat): boolean {
    const now = performance.now()
    const payer = seat.connection?.usage.payer
    // What changes of somebody who is away is the server's doing.
    if (payer === undefined) return true
    const own = bucketOf(this.#seats, seat, SEAT_RATE, now)
    // A seat is not charged while its address has to wait.
    return (
      own.waitFor(now) === 0 && bucketOf(this.#addresses, payer, ADDRESS_RATE, now).take(now) && own.take(now)
    )
  }
}

function bucketOf<K extends object>(
  buckets: WeakMap<K, TokenBucket>,
  key: K,
  { perSecond, burst }: Rate,
  now: number,
): TokenBucket {
  const bucket = buckets.get(key) ?? new TokenBucket(perSecond, burst, now)
  buckets.set(key, bucket)
  return bucket
}
