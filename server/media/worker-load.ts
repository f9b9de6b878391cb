import type { Worker } from 'mediasoup/types'

// CPU is averaged over this time, in milliseconds.
const SAMPLE_INTERVAL_MS = 2000
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

  constructor(worker: Worker) {
    this.#worker = worker
  }

  /** Begins to measure. */
  start(): void {
    this.#timer = setInterval(() => void this.sample(), SAMPLE_INTERVAL_MS)
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

  /** Measures once, against the time since the last measurement. */
  async sample(): Promise<void> {
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
    }
  }
}
