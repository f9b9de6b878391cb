import { ACTIVITY_INTERVAL_MS } from '../../../protocol/index.ts'

/** What a path watch reads and whom it tells. */
export interface PathWatchOptions {
  /**
   * Bytes that the path brought so far, whatever they are; undefined when nobody
   * knows. Read only when the stream that beats has fallen silent.
   */
  readBytes: () => Promise<number | undefined>
  /** Nothing at all arrives any more. Called again and again while it lasts. */
  silent: () => void
  /** Something arrives again after that. */
  back: () => void
}

// Two beats in a row may be lost, and one may be late.
const SILENCE_MS = 2.2 * ACTIVITY_INTERVAL_MS
// Between the two looks that show that nothing moves, in milliseconds.
const SECOND_LOOK_MS = 350
// A page that was asleep has heard nothing and knows nothing.
const ASLEEP_MS = 1_000

/**
 * Notices within two seconds that a path is dead. The browser says so only after
 * five to eight: it waits for connectivity checks. The server lets its activity
 * stream beat, so a path that works is never silent for long; and when the server
 * itself is busy, media goes on and shows that the path is whole.
 */
export class PathWatch {
  readonly #options: PathWatchOptions
  #timer: ReturnType<typeof setTimeout> | undefined
  #dueAt = 0
  /** Counts what was heard, so that an old look decides nothing. */
  #heard = 0
  #isSilent = false
  #closed = false

  constructor(options: PathWatchOptions) {
    this.#options = options
  }

  /** The stream said something; the watch begins with the first time. */
  heard(): void {
    if (this.#closed) return
    this.#heard += 1
    this.#wait(SILENCE_MS)
    if (this.#isSilent) this.#options.back()
    this.#isSilent = false
  }

  close(): void {
    this.#closed = true
    clearTimeout(this.#timer)
  }

  #wait(delayMs: number): void {
    clearTimeout(this.#timer)
    this.#dueAt = performance.now() + delayMs
    this.#timer = setTimeout(() => void this.#look(), delayMs)
  }

  async #look(): Promise<void> {
    if (performance.now() - this.#dueAt > ASLEEP_MS) {
      this.#wait(SILENCE_MS)
      return
    }
    const heard = this.#heard
    const before = await this.#options.readBytes()
    await new Promise((resolve) => setTimeout(resolve, SECOND_LOOK_MS))
    const after = await this.#options.readBytes()
    if (this.#closed || heard !== this.#heard) return
    this.#wait(SILENCE_MS)
    if (before === undefined || after === undefined || after > before) return
    this.#isSilent = true
    this.#options.silent()
  }
}
