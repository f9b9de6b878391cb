import { clamp } from '../../numbers.ts'

const FIRST_MS = 300
/** The server is there and has only to be ready: nobody waits longer than needed. */
const MOST_MS = 1_000

/**
 * The pause before a seat is asked for again.
 *
 * @param attempts - joins since media last worked
 */
export function retryDelay(attempts: number): number {
  const most = Math.min(MOST_MS, FIRST_MS * 2 ** clamp(attempts - 1, 0, 10))
  // Half to the whole, so that a crowd does not come back in one wave.
  return most * (0.5 + Math.random() / 2)
}

/** A wait that can be cut short. There is one at a time. */
export class Pause {
  #wait: { end: () => void; endsOnStatus: boolean } | null = null

  /**
   * Waits.
   *
   * @param delayMs - the longest time; undefined for as long as it takes
   * @param endsOnStatus - whether a change of the connection is worth waking up for
   */
  async begin(delayMs: number | undefined, endsOnStatus = false): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    const timer = delayMs === undefined ? undefined : setTimeout(resolve, Math.max(0, delayMs))
    this.#wait = { end: resolve, endsOnStatus }
    await promise
    clearTimeout(timer)
    this.#wait = null
  }

  /** Ends the wait, whatever it is for. */
  end(): void {
    this.#wait?.end()
  }

  /** The connection changed. */
  statusChanged(): void {
    if (this.#wait?.endsOnStatus) this.#wait.end()
  }
}
