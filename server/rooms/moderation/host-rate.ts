import { ProtocolError } from '../../../protocol/index.ts'
import { TokenBucket, type Rate } from '../../lib/token-bucket.ts'
import type { Seat } from '../seats/seat.ts'

// A host clears a lobby or mutes a row of people in a few seconds; nobody decides ten times a second for long.
const DECISIONS: Rate = { perSecond: 3, burst: 40 }

/** How fast a seat may decide about others: many are told of each decision. */
export class HostRate {
  readonly #buckets = new WeakMap<Seat, TokenBucket>()

  /** @throws {ProtocolError} `rate_limited` */
  charge(seat: Seat): void {
    const now = performance.now()
    const bucket = this.#buckets.get(seat) ?? new TokenBucket(DECISIONS.perSecond, DECISIONS.burst, now)
    this.#buckets.set(seat, bucket)
    if (!bucket.take(now)) throw new ProtocolError('rate_limited')
  }
}
