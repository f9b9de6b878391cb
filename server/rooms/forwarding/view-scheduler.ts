import { TokenBucket } from '../../lib/token-bucket.ts'

/** Something that can be brought in line with its plan. */
export interface Reconcilable {
  /** Runs once; never throws. */
  reconcile(): Promise<void>
}

// Reconciliations that may be under way at once in a room. Each one costs the only
// thread some tenths of a millisecond for every consumer.
const CONCURRENT = 4
/**
 * How often one viewer is brought in line, for long and at once: a client that flicks
 * between two views would otherwise have consumers made and closed, and key frames
 * sent by everybody in them, as often as it likes.
 */
const USUAL_RATE = { perSecond: 6, atOnce: 4 }

/**
 * Runs reconciliations in the order in which they were asked for, a few at a
 * time, so that a change that concerns a thousand viewers leaves room for
 * requests in between. Asking again while one waits costs nothing.
 */
export class ViewScheduler {
  readonly #rate: typeof USUAL_RATE
  readonly #now: () => number
  readonly #waiting = new Set<Reconcilable>()
  readonly #running = new Set<Reconcilable>()
  readonly #buckets = new WeakMap<Reconcilable, TokenBucket>()
  #scheduled = false
  #timer: NodeJS.Timeout | undefined

  /**
   * @param rate - how often one viewer may be brought in line, for long and at once
   * @param now - a clock in milliseconds
   */
  constructor(rate = USUAL_RATE, now: () => number = () => performance.now()) {
    this.#rate = rate
    this.#now = now
  }

  request(viewer: Reconcilable): void {
    this.#waiting.add(viewer)
    this.#schedule()
  }

  cancel(viewer: Reconcilable): void {
    this.#waiting.delete(viewer)
  }

  close(): void {
    clearTimeout(this.#timer)
    this.#waiting.clear()
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
    const now = this.#now()
    for (const viewer of this.#waiting) {
      if (this.#running.size >= CONCURRENT) return
      // What is running now is run once more when it is done.
      if (this.#running.has(viewer)) continue
      if (!this.#bucketOf(viewer, now).take(now)) {
        this.#later()
        continue
      }
      this.#waiting.delete(viewer)
      this.#running.add(viewer)
      void viewer.reconcile().finally(() => {
        this.#running.delete(viewer)
        if (this.#waiting.size > 0) this.#schedule()
      })
    }
  }

  #bucketOf(viewer: Reconcilable, now: number): TokenBucket {
    const bucket = this.#buckets.get(viewer) ?? new TokenBucket(this.#rate.perSecond, this.#rate.atOnce, now)
    this.#buckets.set(viewer, bucket)
    return bucket
  }

  /** Looks again when whoever ran too often may run once more. */
  #later(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      this.#schedule()
    }, 1000 / this.#rate.perSecond)
  }
}
