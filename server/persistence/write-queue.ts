import type { Logger } from '../observability/logger.ts'

type Write = () => void

// A disk that is full for long must not fill the memory as well.
const WAITING_MAX = 10_000
const RETRY_MS = 1000

/**
 * Carries out writes in order, at once while all is well. When one fails it and
 * all later ones wait and are tried again, so that a full disk or a locked file
 * costs nothing but the promise to survive a crash meanwhile.
 */
export class WriteQueue {
  readonly #logger: Logger
  #waiting: Write[] = []
  #timer: NodeJS.Timeout | undefined
  #lost = 0

  constructor(logger: Logger) {
    this.#logger = logger
  }

  /** Writes that could not be carried out yet; 0 while all is well. */
  get behind(): number {
    return this.#waiting.length
  }

  run(write: Write): void {
    if (this.#waiting.length === 0 && this.#attempt(write)) return
    if (this.#waiting.length >= WAITING_MAX) {
      this.#lost += 1
      return
    }
    this.#waiting.push(write)
    this.#timer ??= setTimeout(() => this.#retry(), RETRY_MS)
  }

  /** Tries once more and gives up. */
  close(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    while (this.#waiting[0] && this.#attempt(this.#waiting[0])) this.#waiting.shift()
    if (this.#waiting.length > 0) this.#logger.error({ lost: this.#waiting.length }, 'not stored')
    this.#waiting = []
  }

  #attempt(write: Write): boolean {
    try {
      write()
      return true
    } catch (error) {
      // Told once; then the gauge tells it.
      if (this.#waiting.length === 0) {
        this.#logger.error(
          { err: error },
          'cannot store rooms and chat; meetings go on, and would be lost in a restart. Look at the disk.',
        )
      }
      return false
    }
  }

  #retry(): void {
    this.#timer = undefined
    let done = 0
    for (const write of this.#waiting) {
      if (!this.#attempt(write)) break
      done += 1
    }
    this.#waiting = this.#waiting.slice(done)
    if (this.#waiting.length > 0) {
      this.#timer = setTimeout(() => this.#retry(), RETRY_MS)
      return
    }
    this.#logger.warn({ lost: this.#lost }, 'rooms and chat are stored again')
    this.#lost = 0
  }
}
