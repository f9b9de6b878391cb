import type { Worker } from 'mediasoup/types'
import { PulseWatch, readPulse, type Pulse } from './worker-pulse.ts'

// CPU is averaged over this time, in milliseconds.
const SAMPLE_INTERVAL_MS = 2000
// A worker that carries nobody and does nothing is asked every so many intervals only.
const REST_INTERVALS = 5
const RESTING_CPU = 0.01
// A worker that has not answered and not moved for so many intervals never will. One that
// works and does not answer has its answer behind others in the channel that all share.
const STUCK_AFTER = 5
// One that uses CPU and never waits for packets any more turns in a circle.
const SPINNING_AFTER = 30
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
  readonly #pulse: PulseWatch
  #isGivenUp = false
  #isAsking = false
  /** Intervals since it was asked; at first it is asked at once. */
  #unasked = REST_INTERVALS
  readonly #stuck: () => void

  /**
   * @param stuck - called once when the worker lives, and neither answers nor moves any more
   * @param pulse - how it is seen to move
   */
  constructor(
    worker: Worker,
    stuck: () => void,
    pulse: () => Pulse | undefined = () => readPulse(worker.pid),
  ) {
    this.#pulse = new PulseWatch(pulse)
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

  /** Whether nothing of it can have changed: nobody is there, and whoever was has been counted. */
  get #isResting(): boolean {
    return this.#participants === 0 && this.#newcomers === 0 && this.#cpu < RESTING_CPU
  }

  /** Counts beats, not time: while this process itself stands still nobody can answer it. */
  #tick(): void {
    if (!this.#isAsking) {
      this.#unasked += 1
      if (this.#isResting && this.#unasked < REST_INTERVALS) return
      this.#pulse.reset()
      void this.sample()
      return
    }
    this.#pulse.beat()
    if (this.#isGivenUp || (this.#pulse.still < STUCK_AFTER && this.#pulse.spinning < SPINNING_AFTER)) return
    this.#isGivenUp = true
    this.#stuck()
  }

  /** Measures once, against the time since the last measurement. */
  async sample(): Promise<void> {
    this.#isAsking = true
    this.#unasked = 0
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
