/** After a refusal, when nothing newer comes, in milliseconds. */
const RETRY_MS = 1_000

/**
 * Keeps the server informed of something that changes: the first change goes out at
 * once, those in quick succession together as the latest of them, and nothing twice.
 * What was not taken is sent again, over the next connection if need be.
 */
export class LatestSender<T> {
  readonly #send: (value: T) => Promise<unknown>
  readonly #intervalMs: number
  #wanted: T | null = null
  /** What the server knows, as text for comparison. */
  #known: string | null = null
  #seated = false
  #timer: ReturnType<typeof setTimeout> | undefined
  #inFlight = false
  /** Counts seats, so that the end of an older one's request changes nothing. */
  #seat = 0

  /**
   * @param send - rejects when the server did not take it
   * @param intervalMs - changes within this time travel together
   */
  constructor(send: (value: T) => Promise<unknown>, intervalMs: number) {
    this.#send = send
    this.#intervalMs = intervalMs
  }

  set(value: T): void {
    this.#wanted = value
    this.#flush()
  }

  /** A seat was taken whose server side knows nothing yet. */
  seated(): void {
    this.#seated = true
    this.#seat += 1
    this.#inFlight = false
    this.#known = null
    this.#flush()
  }

  /** The seat is lost for now; what is wanted is kept. */
  unseated(): void {
    this.#seated = false
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  /** Sends what waits without waiting any longer: the page goes away. */
  hurry(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#inFlight = false
    this.#flush()
  }

  #flush(): void {
    // While the timer runs or a request is under way, its end comes back here.
    if (!this.#seated || this.#timer !== undefined || this.#inFlight || this.#wanted === null) return
    const text = JSON.stringify(this.#wanted)
    if (text === this.#known) return
    this.#known = text
    this.#inFlight = true
    this.#wait(this.#intervalMs)
    const seat = this.#seat
    const settled = (succeeded: boolean): void => {
      if (seat !== this.#seat) return
      this.#inFlight = false
      if (!succeeded) {
        this.#known = null
        this.#wait(RETRY_MS)
      }
      this.#flush()
    }
    this.#send(this.#wanted).then(
      () => settled(true),
      () => settled(false),
    )
  }

  #wait(delayMs: number): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    if (!this.#seated) return
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      this.#flush()
    }, delayMs)
  }
}
