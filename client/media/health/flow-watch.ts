/** What a flow watch reads and whom it tells. */
export interface FlowWatchOptions {
  /** Grows whenever a frame of picture or sound has been received; undefined when nothing is received. */
  readMark: () => number | undefined
  /** Pictures and sound that came a moment ago have all stopped together. Called once for each stop. */
  stopped: () => void
}

const INTERVAL_MS = 200
/** Sound comes every 20 ms, or every 400 ms while somebody is silent. */
const STOPPED_MS = 600
/** A page that was asleep has received nothing and knows nothing. */
const ASLEEP_MS = 600

/**
 * Suspects a dead path sooner than silence proves it. Media also stops when the
 * last person turns everything off, so a stop is a reason to ask, and no more.
 */
export class FlowWatch {
  readonly #options: FlowWatchOptions
  #timer: ReturnType<typeof setTimeout> | undefined
  #mark: number | undefined
  #flowedAt = 0
  #isFlowing = false
  #lookedAt = performance.now()

  constructor(options: FlowWatchOptions) {
    this.#options = options
    this.#wait()
  }

  /** When media last flowed, on the clock of `performance.now`; 0 before it did. */
  get flowedAt(): number {
    return this.#flowedAt
  }

  close(): void {
    clearTimeout(this.#timer)
  }

  #wait(): void {
    this.#timer = setTimeout(() => {
      this.#wait()
      this.#look()
    }, INTERVAL_MS)
  }

  #look(): void {
    const now = performance.now()
    const hasSlept = now - this.#lookedAt > ASLEEP_MS
    this.#lookedAt = now
    const mark = this.#options.readMark()
    if (mark !== this.#mark || hasSlept) {
      this.#isFlowing = mark !== undefined
      this.#mark = mark
      if (this.#isFlowing) this.#flowedAt = now
    } else if (this.#isFlowing && now - this.#flowedAt >= STOPPED_MS) {
      this.#isFlowing = false
      this.#options.stopped()
    }
  }
}
