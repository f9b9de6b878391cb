const BURST = 40
const PER_SECOND = 10

/** Lets through as many commands as a person's clicks could ever need, so that a flood costs nothing. */
export class CommandPace {
  readonly #now: () => number
  #left = BURST
  #at: number

  /** @param now - the time in milliseconds */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now
    this.#at = now()
  }

  /** Whether one more may be done now. */
  take(): boolean {
    const now = this.#now()
    this.#left = Math.min(BURST, this.#left + ((now - this.#at) / 1000) * PER_SECOND)
    this.#at = now
    if (this.#left < 1) return false
    this.#left -= 1
    return true
  }
}
