/** What a return to UDP may ask and do. */
export interface UdpRetryOptions {
  /** Network path of the media now; null while there is none. */
  readPath: () => Promise<'udp' | 'tcp' | null>
  /** Builds the media anew, with UDP allowed; whatever gets through is used. */
  attempt: () => void
}

const FIRST_MS = 5 * 60_000
const MOST_MS = 60 * 60_000

/**
 * Brings media back to UDP some time after it had to flee to TCP, where one lost
 * packet holds up all that follow. Each attempt costs a short gap, so the pauses grow.
 */
export class UdpRetry {
  readonly #options: UdpRetryOptions
  #pauseMs = FIRST_MS
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(options: UdpRetryOptions) {
    this.#options = options
  }

  /** Media has just fled to TCP. */
  fled(): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.#try(), this.#pauseMs)
  }

  /** Another network: whatever was learned about the former one is of no use. */
  networkChanged(): void {
    this.close()
    this.#pauseMs = FIRST_MS
  }

  close(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  async #try(): Promise<void> {
    const timer = this.#timer
    const path = await this.#options.readPath().catch(() => null)
    // A timer that is another one now means that somebody closed this, or that media fled again.
    if (timer !== this.#timer || path === 'udp') return
    if (path === 'tcp') {
      this.#pauseMs = Math.min(MOST_MS, 2 * this.#pauseMs)
      this.#options.attempt()
    }
    this.fled()
  }
}
