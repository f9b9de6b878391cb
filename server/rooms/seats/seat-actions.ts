import { can, ProtocolError, type RoomRules, type SeatMemory } from '../../../protocol/index.ts'
import { TokenBucket, type Rate } from '../../lib/token-bucket.ts'
import type { RoomEventSink } from '../ports/events.ts'
import type { SeatChanges } from './seat-changes.ts'
import type { Seat } from './seat.ts'

/** Where what owners do is stored and told. */
export interface SeatActionsOptions {
  seats: { rename(seat: Seat, displayName: string): void }
  changes: Pick<SeatChanges, 'keep' | 'tell'>
  events: RoomEventSink
  /** What holds in the room. */
  law: { readonly rules: RoomRules }
}

// Nobody needs more names; each is compared with those of all others.
const RENAME_RATE: Rate = { perSecond: 0.5, burst: 10 }

/** What the owner of a seat does with it. Each is done once it is stored. */
export class SeatActions {
  readonly #options: SeatActionsOptions
  readonly #renames = new WeakMap<Seat, TokenBucket>()

  constructor(options: SeatActionsOptions) {
    this.#options = options
  }

  /**
   * @returns the name as everybody sees it
   * @throws {ProtocolError} `not_allowed`, `rate_limited`
   */
  async rename(seat: Seat, displayName: string): Promise<string> {
    if (!can(seat.role, 'rename', this.#options.law.rules)) throw new ProtocolError('not_allowed')
    const now = performance.now()
    const renames = this.#renames.get(seat) ?? new TokenBucket(RENAME_RATE.perSecond, RENAME_RATE.burst, now)
    this.#renames.set(seat, renames)
    if (!renames.take(now)) throw new ProtocolError('rate_limited')
    this.#options.seats.rename(seat, displayName)
    const { name } = seat
    await this.#options.changes.tell(seat, 'name')
    this.#options.events.emit('participantRenamed', { participantId: seat.id, displayName: name })
    return name
  }

  /** Raises or lowers the hand; a hand that is up already stays where it is in the order. */
  async setHand(seat: Seat, raised: boolean): Promise<void> {
    if (!seat.setHand(raised, Date.now())) return
    const { handRaisedAt } = seat
    await this.#options.changes.tell(seat, 'handRaisedAt')
    this.#options.events.emit('handChanged', { participantId: seat.id, raisedAt: handRaisedAt })
  }

  /** Keeps what the page of a seat wants to find again. Nobody else hears of it. */
  async remember(seat: Seat, memory: SeatMemory): Promise<void> {
    seat.remember(memory)
    await this.#options.changes.keep(seat)
  }
}
