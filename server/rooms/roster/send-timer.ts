/** Calls back after changes, but not more often than in an interval, so that changes travel together. */
export class SendTimer {
  readonly #intervalMs: number
  readonly #send: () => void
  #timer: NodeJS.Timeout | undefined
  #dueAt = Number.POSITIVE_INFINITY
  #sentAt = Number.NEGATIVE_INFINITY
  #closed = false

  /** @param intervalMs - shortest time between two calls, except for those of `sendNow` */
  constructor(intervalMs: number, send: () => void) {
    this.#intervalMs = intervalMs
    this.#send = send
  }

  /** Something has to be sent. */
  request(): void {
    this.requestAt(0)
  }

  /** Something has to be sent at this time or before, by `Date.now()`. */
  requestAt(time: number): void {
    if (this.#closed) return
    const dueAt = Math.max(time, this.#sentAt + this.#intervalMs)
    if (this.#timer && this.#dueAt <= dueAt) return
    clearTimeout(this.#timer)
    this.#dueAt = dueAt
    this.#timer = setTimeout(() => this.sendNow(), Math.max(0, dueAt - Date.now()))
  }

  /** What has to be sent cannot wait. */
  sendNow(): void {
    if (this.#closed) return
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#sentAt = Date.now()
    this.#send()
  }

  close(): void {
    this.#closed = true
    clearTimeout(this.#timer)
    this.#timer = undefined
  }
}
