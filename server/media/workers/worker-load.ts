import type { Worker } from 'mediasoup/types'

// CPU is averaged over this time, in milliseconds.
const SAMPLE_INTERVAL_MS = 2000
// A worker that has not answered for so many intervals never will.
const STUCK_AFTER = 5
// Until the next measurement shows what somebody costs, each newcomer counts as
// this share of a core, so that a rush does not land on one worker.
const ASSUMED_SHARE = 0.01

/** How busy a worker is: measured CPU, and a guess for who came since. */
export class WorkerLoad {
  readonly #worker: Worker
  #timer: NodeJS.Timeout | null = null
  #usedMs = 0
  #sampledAt = performance.now()
  #cpu = 0
  #participants = 0
  #newcomers = 0
  /** Measurements in a row that came due while one was not answered. */
  #unanswered = 0
  #isAsking = false
  readonly #stuck: () => void

  /** @param stuck - called once when the worker lives and answers nothing any more */
  constructor(worker: Worker, stuck: () => void) {
    this.#worker = worker
    this.#stuck = stuck
  }

  /** Begins to measure. */
  start(): void {
    this.#timer = setInterval(() => this.#tick(), SAMPLE_INTERVAL_MS)
    this.#timer.unref()
  }

  stop(): void {
    if (this.#timer) clearInterval(this.#timer)
    this.#timer = null
  }

  /** Share of a core in the last interval, 0 to 1. */
  get cpu(): number {
    return this.#cpu
  }

  /** Participants whose transports this worker carries. */
  get participants(): number {
    return this.#participants
  }

  /** Expected share of a core, with those whose cost is not measured yet. */
  get expected(): number {
    return this.#cpu + this.#newcomers * ASSUMED_SHARE
  }

  add(): void {
    this.#participants += 1
    this.#newcomers += 1
  }

  remove(): void {
    this.#participants -= 1
  }

  /** Counts beats, not time: while this process itself stands still nobody can answer it. */
  #tick(): void {
    this.#unanswered = this.#isAsking ? this.#unanswered + 1 : 0
    if (this.#unanswered === STUCK_AFTER) this.#stuck()
    if (!this.#isAsking) void this.sample()
  }

  /** Measures once, against the time since the last measurement. */
  async sample(): Promise<void> {
    this.#isAsking = true
    try {
      const { ru_utime: user, ru_stime: system } = await this.#worker.getResourceUsage()
      const now = performance.now()
      const usedMs = user + system
      this.#cpu = Math.min(1, Math.max(0, (usedMs - this.#usedMs) / Math.max(1, now - this.#sampledAt)))
      this.#usedMs = usedMs
      this.#sampledAt = now
      this.#newcomers = 0
    } catch {
      // The worker is ending; its pool notices by itself.
    } finally {
      this.#isAsking = false
    }
  }
}
