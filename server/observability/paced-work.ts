// Work gets one part in twenty of the time.
const REST_FACTOR = 19
// While the process is busy with other things, work takes long without being dear.
const REST_MAX_MS = 1000

/**
 * Does work that many may ask for: once for all who ask before it begins, one at a time, and
 * with pauses that leave most of the time to others. Nobody gets what was there before they asked.
 */
export class PacedWork<T> {
  readonly #work: () => Promise<T>
  #next: Promise<T> | undefined
  #current: Promise<unknown> = Promise.resolve()
  #restUntil = 0

  constructor(work: () => Promise<T>) {
    this.#work = work
  }

  /**
   * Does the work, at once or after a pause of one second at most.
   *
   * @returns what the work gave; rejected for all who asked when it fails
   */
  run(): Promise<T> {
    this.#next ??= this.#begin(this.#current)
    return this.#next
  }

  async #begin(former: Promise<unknown>): Promise<T> {
    await former
    const restMs = this.#restUntil - performance.now()
    if (restMs > 0) await new Promise((resolve) => setTimeout(resolve, restMs))
    const begunAt = performance.now()
    const work = this.#work()
    // Whoever asks from now on asks for the next one.
    this.#next = undefined
    this.#current = work.then(
      () => this.#rest(begunAt),
      () => this.#rest(begunAt),
    )
    return await work
  }

  #rest(begunAt: number): void {
    const now = performance.now()
    this.#restUntil = now + Math.min(REST_MAX_MS, (now - begunAt) * REST_FACTOR)
  }
}
