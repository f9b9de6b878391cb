/** Something that can be brought in line with its plan. */
export interface Reconcilable {
  /** Runs once; never throws. */
  reconcile(): Promise<void>
}

// Reconciliations that may be under way at once. Each one costs the only thread
// some tenths of a millisecond for every consumer.
const CONCURRENT = 8

/**
 * Runs reconciliations in the order in which they were asked for, a few at a
 * time, so that a change that concerns a thousand viewers leaves room for
 * requests in between. Asking again while one waits costs nothing.
 */
export class ViewScheduler {
  readonly #waiting = new Set<Reconcilable>()
  readonly #running = new Set<Reconcilable>()
  #scheduled = false

  request(viewer: Reconcilable): void {
    this.#waiting.add(viewer)
    this.#schedule()
  }

  cancel(viewer: Reconcilable): void {
    this.#waiting.delete(viewer)
  }

  #schedule(): void {
    if (this.#scheduled) return
    this.#scheduled = true
    // One turn of the event loop gathers the changes of one request.
    setImmediate(() => {
      this.#scheduled = false
      this.#start()
    })
  }

  #start(): void {
    for (const viewer of this.#waiting) {
      if (this.#running.size >= CONCURRENT) return
      // What is running now is run once more when it is done.
      if (this.#running.has(viewer)) continue
      this.#waiting.delete(viewer)
      this.#running.add(viewer)
      void viewer.reconcile().finally(() => {
        this.#running.delete(viewer)
        if (this.#waiting.size > 0) this.#schedule()
      })
    }
  }
}
