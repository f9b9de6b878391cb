/**
 * Says when something that may happen very often is worth a line of the log again, so that
 * whoever provokes lines cannot fill a disk with them.
 */
export class Occasionally {
  readonly #intervalMs: number
  #saidAt = -Infinity
  #unsaid = 0

  /** @param intervalMs - shortest time between two lines, in milliseconds */
  constructor(intervalMs: number) {
    this.#intervalMs = intervalMs
  }

  /**
   * It happened.
   *
   * @param now - in milliseconds
   * @returns how often it did since it was last said, this time included; undefined when it
   *   was said a moment ago
   */
  happened(now: number): number | undefined {
    this.#unsaid += 1
    if (now - this.#saidAt < this.#intervalMs) return undefined
    const count = this.#unsaid
    this.#saidAt = now
    this.#unsaid = 0
    return count
  }
}
