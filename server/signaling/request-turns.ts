// So long requests are carried out before everything else gets a chance, in milliseconds.
const TURN_MS = 5

/**
 * Lets requests take turns. Thousands may arrive in the same moment, each within the limits of its
 * connection: a few milliseconds of them are carried out, then whatever else has arrived is
 * read, pings among it, and those who pay for the others come round one after another.
 */
export class RequestTurns {
  /** Those who wait, by who pays for them. Whoever comes first is served next. */
  readonly #lines = new Map<object, (() => void)[]>()
  #begunAt = 0
  /** Whether a turn of the event loop has begun in which something was carried out. */
  #isTurning = false

  /**
   * Asks for a turn.
   *
   * @param payer - the same object for all who share a place in the order
   * @returns fulfilled when it has come; undefined when it is now
   */
  take(payer: object): Promise<void> | undefined {
    if (!this.#isTurning) this.#begin()
    if (this.#lines.size === 0 && this.#hasTime) return undefined
    return new Promise((resolve) => {
      const line = this.#lines.get(payer)
      if (line) line.push(resolve)
      else this.#lines.set(payer, [resolve])
    })
  }

  get #hasTime(): boolean {
    return performance.now() - this.#begunAt < TURN_MS
  }

  #begin(): void {
    this.#isTurning = true
    this.#begunAt = performance.now()
    setImmediate(() => void this.#next())
  }

  async #next(): Promise<void> {
    if (this.#lines.size === 0) {
      this.#isTurning = false
      return
    }
    this.#begin()
    do {
      this.#callOne()
      // It is carried out, as far as it needs nothing else, before this goes on.
      await Promise.resolve()
    } while (this.#lines.size > 0 && this.#hasTime)
  }

  /** Calls the first of the first line, which is the last one afterwards. */
  #callOne(): void {
    for (const [payer, line] of this.#lines) {
      this.#lines.delete(payer)
      const call = line.shift()
      if (line.length > 0) this.#lines.set(payer, line)
      call?.()
      return
    }
  }
}
