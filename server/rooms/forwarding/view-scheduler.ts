import { TokenBucket, type Rate } from '../../lib/token-bucket.ts'

/** Something that can be brought in line with its plan. */
export interface Reconcilable {
  /** Runs once; never throws. */
  reconcile(): Promise<void>
}

// Reconciliations that begin in one turn of the event loop: as many as the time allows, because on a
// busy server turns are long and few. Each one costs the only thread some tenths of a millisecond
// for every consumer, and requests want their turns in between.
const IN_A_TURN = { atLeast: 4, atMost: 32, milliseconds: 4 }
// Reconciliations that may be under way at once in a room. Most of that time they wait for the
// worker: nobody else should, but a worker that answers nothing must not gather thousands.
const UNDER_WAY = 64
/**
 * How often one viewer is brought in line. Whoever turns a page, or arrives while hundreds do,
 * never gets there; a client that flicks between two views all the time would otherwise have
 * consumers made and closed, and key frames sent by everybody in them, as often as it likes.
 */
const BUDGET: Rate = { perSecond: 6, burst: 16 }
// What a turn costs of that budget while the server is busy.
const BUSY_COST = 2

/** What a scheduler works with. */
export interface ViewSchedulerOptions<V extends Reconcilable> {
  /** How often one viewer may be brought in line, for long and at once; a burst of 2 at least. */
  budget?: Rate
  /** Whether whoever serves this viewer is busy now. */
  isBusy?: (viewer: V) => boolean
  /** A clock in milliseconds. */
  now?: () => number
}

/**
 * Runs reconciliations in the order in which they were asked for, a few in each turn of the
 * event loop, so that a change that concerns a thousand viewers leaves room for requests in
 * between. Asking again while one waits costs nothing, and whoever has used up its budget rests
 * until the next one is due: then it is brought in line with its newest view.
 */
export class ViewScheduler<V extends Reconcilable = Reconcilable> {
  readonly #budget: Rate
  readonly #isBusy: (viewer: V) => boolean
  readonly #now: () => number
  readonly #waiting = new Set<V>()
  readonly #running = new Set<V>()
  /** Those who have used up their budget, and when they may go on. */
  readonly #resting = new Map<V, number>()
  readonly #buckets = new WeakMap<V, TokenBucket>()
  #scheduled = false
  #timer: NodeJS.Timeout | undefined
  /** When the timer is due. */
  #wakeAt = Number.POSITIVE_INFINITY

  constructor({ budget = BUDGET, isBusy = () => false, now }: ViewSchedulerOptions<V> = {}) {
    this.#budget = budget
    this.#isBusy = isBusy
    this.#now = now ?? (() => performance.now())
  }

  request(viewer: V): void {
    // Who rests is brought in line afterwards in any case.
    if (this.#resting.has(viewer)) return
    this.#waiting.add(viewer)
    this.#schedule()
  }

  cancel(viewer: V): void {
    this.#waiting.delete(viewer)
    this.#resting.delete(viewer)
  }

  close(): void {
    clearTimeout(this.#timer)
    this.#waiting.clear()
    this.#resting.clear()
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
    let begun = 0
    for (const viewer of this.#waiting) {
      if (this.#running.size >= UNDER_WAY) return
      if (begun >= IN_A_TURN.atLeast && this.#isTurnOver(begun, now)) {
        this.#schedule()
        return
      }
      // What is running now is run once more when it is done.
      if (this.#running.has(viewer)) continue
      this.#waiting.delete(viewer)
      if (!this.#mayRun(viewer, now)) continue
      begun += 1
      this.#run(viewer)
    }
  }

  #isTurnOver(begun: number, since: number): boolean {
    return begun >= IN_A_TURN.atMost || this.#now() - since >= IN_A_TURN.milliseconds
  }

  #run(viewer: V): void {
    this.#running.add(viewer)
    void viewer.reconcile().finally(() => {
      this.#running.delete(viewer)
      if (this.#waiting.size > 0) this.#schedule()
    })
  }

  /** Takes from the budget of a viewer; whoever has none left rests until it has. */
  #mayRun(viewer: V, now: number): boolean {
    const bucket = this.#bucketOf(viewer, now)
    const cost = this.#isBusy(viewer) ? BUSY_COST : 1
    if (bucket.take(now, cost)) return true
    const wait = bucket.waitFor(now, cost)
    this.#resting.set(viewer, now + wait)
    this.#wakeBy(now + wait, now)
    return false
  }

  #bucketOf(viewer: V, now: number): TokenBucket {
    const { perSecond, burst } = this.#budget
    const bucket = this.#buckets.get(viewer) ?? new TokenBucket(perSecond, burst, now)
    this.#buckets.set(viewer, bucket)
    return bucket
  }

  #wakeBy(due: number, now: number): void {
    if (due >= this.#wakeAt) return
    clearTimeout(this.#timer)
    this.#wakeAt = due
    this.#timer = setTimeout(() => this.#wake(), Math.ceil(due - now))
  }

  #wake(): void {
    this.#wakeAt = Number.POSITIVE_INFINITY
    const now = this.#now()
    for (const [viewer, due] of this.#resting) {
      if (due > now) continue
      this.#resting.delete(viewer)
      this.request(viewer)
    }
    if (this.#resting.size > 0) this.#wakeBy(Math.min(...this.#resting.values()), now)
  }
}
