/** Counts the resume tokens of a seat, and says which of them are good. */
export class TokenGenerations {
  #newest: number

  /** @param newest - number of the newest token so far; 0 before the first */
  constructor(newest: number) {
    this.#newest = newest
  }

  get newest(): number {
    return this.#newest
  }

  /**
   * Number of the next resume token. Those before the newest but one become invalid.
   *
   * @param shown - number of the token that the seat was taken back with
   */
  next(shown?: number): number {
    // Whoever shows the one before the newest never got that: it goes out once more, so that
    // any number of lost answers leaves a token that is good.
    if (shown === undefined || shown >= this.#newest) this.#newest += 1
    return this.#newest
  }

  /**
   * Whether a token of this generation opens the seat. The one before the newest
   * does too: the answer that carried the newest may have been lost.
   */
  accepts(generation: number): boolean {
    return generation >= this.#newest - 1 && generation <= this.#newest
  }
}
