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

  /** Takes one token; false when none is left. `now` in milliseconds. */
  take(now: number): boolean {
    const elapsed = Math.max(0, now - this.#filledAt) / 1000
    this.#tokens = Math.min(this.#size, this.#tokens + elapsed * this.#rate)
    this.#filledAt = now
    if (this.#tokens < 1) return false
    this.#tokens -= 1
    return true
  }
}
