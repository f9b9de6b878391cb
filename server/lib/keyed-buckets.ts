import { TokenBucket, type Rate } from './token-bucket.ts'

/** One token bucket for each key, of which a bounded number is kept. */
export class KeyedBuckets {
  readonly #rate: Rate
  readonly #most: number
  readonly #buckets = new Map<string, TokenBucket>()

  /** @param most - keys that are kept; those that were used longest ago are forgotten first */
  constructor(rate: Rate, most: number) {
    this.#rate = rate
    this.#most = most
  }

  /** How many keys are kept. */
  get size(): number {
    return this.#buckets.size
  }

  /**
   * Takes a token of a key; false when there is none.
   *
   * @param now - in milliseconds
   */
  take(key: string, now: number): boolean {
    const bucket = this.#buckets.get(key) ?? new TokenBucket(this.#rate.perSecond, this.#rate.burst, now)
    this.#buckets.delete(key)
    this.#buckets.set(key, bucket)
    const [oldest] = this.#buckets.keys()
    if (this.#buckets.size > this.#most && oldest !== undefined) this.#buckets.delete(oldest)
    return bucket.take(now)
  }

  /** Whether taking one more would succeed. `now` in milliseconds. */
  has(key: string, now: number): boolean {
    return (this.#buckets.get(key)?.waitFor(now) ?? 0) === 0
  }
}
