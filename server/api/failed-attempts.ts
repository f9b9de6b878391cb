import { TokenBucket } from '../lib/token-bucket.ts'

// An attacker has as many addresses as they like; what is remembered of them is bounded.
const ADDRESSES_MAX = 10_000

/**
 * Counts requests without a good key, by address. It holds up nobody who has one: whoever shares an address with
 * somebody who tries keys must not be locked out, and 256 random bits are guessed at no speed.
 */
export class FailedAttempts {
  readonly #perMinute: number
  readonly #buckets = new Map<string, TokenBucket>()

  /** @param perMinute - failures that one address may have, for long and at once */
  constructor(perMinute: number) {
    this.#perMinute = perMinute
  }

  /** How many addresses are remembered. */
  get size(): number {
    return this.#buckets.size
  }

  /**
   * Notes a failure.
   *
   * @param address - canonical
   * @param now - in milliseconds
   * @returns seconds to wait if that was one too many, otherwise 0
   */
  note(address: string, now: number): number {
    const known = this.#buckets.get(address)
    const bucket = known ?? new TokenBucket(this.#perMinute / 60, this.#perMinute, now)
    // The order of the map is the order of the last failures.
    this.#buckets.delete(address)
    this.#buckets.set(address, bucket)
    if (this.#buckets.size > ADDRESSES_MAX) this.#forgetOldest()
    return bucket.take(now) ? 0 : Math.max(1, Math.ceil(bucket.waitFor(now) / 1000))
  }

  /** One for each that comes: a search for those worth least would cost more than the attack. */
  #forgetOldest(): void {
    const [oldest] = this.#buckets.keys()
    if (oldest !== undefined) this.#buckets.delete(oldest)
  }
}
