// The first pause in milliseconds, and the longest; each is twice as long as the one before.
const PAUSE_MS = { first: 500, longest: 30_000 }

/** Says when to try again what failed: after a pause that grows with each attempt. */
export class RetryTimer {
  readonly #again: () => void
  #timer: NodeJS.Timeout | undefined
  #pauseMs = PAUSE_MS.first

  /** @param again - called when it is time for the next attempt */
  constructor(again: () => void) {
    this.#again = again
  }

  /** Something failed. While an attempt is due already, this changes nothing. */
  schedule(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      this.#pauseMs = Math.min(PAUSE_MS.longest, this.#pauseMs * 2)
      this.#again()
    }, this.#pauseMs)
  }

  /** Nothing is left to try again: the next failure begins with the first pause. */
  reset(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#pauseMs = PAUSE_MS.first
  }
}
