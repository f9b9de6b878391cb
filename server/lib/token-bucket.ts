/** How fast something may happen: for long, and at once after a pause. */
export interface Rate {
  readonly perSecond: number
  readonly burst: number
}

/**
 * A token bucket: allows bursts up to its size and a steady rate after that.
 *
 * @param rate - tokens that return each second
 * @param size - most tokens at once
 */
export class TokenBucket {
  readonly #rate: number
  readonly #size: number
  #tokens: number
  #filledAt: number

  constructor(rate: number, size: number, now: number) {
    this.#rate = rate
    this.#size = size
    this.#tokens = size
    this.#filledAt = now
  }

  /**
   * Takes tokens; false, and none is taken, when there are too few.
   *
   * @param now - in milliseconds
   * @param count - how many; one by default
   */
  take(now: number, count = 1): boolean {
    this.#fill(now)
    if (this.#tokens < count) return false
    this.#tokens -= count
    return true
  }

  /**
   * How long until so many tokens are there if none is taken meanwhile, in milliseconds: 0 when
   * they are, infinite when the bucket is smaller than that.
   */
  waitFor(now: number, count = 1): number {
    this.#fill(now)
    if (count > this.#size) return Number.POSITIVE_INFINITY
    return (Math.max(0, count - this.#tokens) / this.#rate) * 1000
  }

  /** Whether all tokens are back. `now` in milliseconds. */
  isFull(now: number): boolean {
    this.#fill(now)
    return this.#tokens >= this.#size
  }

  #fill(now: number): void {
    const elapsed = Math.max(0, now - this.#filledAt) / 1000
    this.#tokens = Math.min(this.#size, this.#tokens + elapsed * this.#rate)
    this.#filledAt = now
  }
}
