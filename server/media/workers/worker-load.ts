import type { Worker } from 'mediasoup/types'
import { UnseenCost } from './unseen-cost.ts'
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
// Peaks are remembered for so many measurements: ten seconds.
const REMEMBERED = 5
// Below these the CPU is that of timers, and tells nothing of streams.
const LEARNS_FROM = { cpu: 0.03, streams: 20 }

/** Somebody whom a worker carries. */
export interface WorkerOccupant {
  /** Share of a core that they are expected to use. */
  readonly cost: number
  /** Streams that flow to them now. */
  readonly running: number
}

/** How busy a worker is: measured CPU, and what those will cost whom no measurement shows yet. */
export class WorkerLoad {
  readonly #worker: Worker
  #timer: NodeJS.Timeout | null = null
  #usedMs = 0
  #sampledAt = performance.now()
  #cpu = 0
  #recent: readonly number[] = []
  #streams = 0
  #streamShare: number | undefined
  readonly #occupants = new Set<WorkerOccupant>()
  readonly #unseen = new UnseenCost()
  readonly #assumedCpu: () => number | undefined
  readonly #pulse: PulseWatch
  #isGivenUp = false
  #isAsking = false
  /** Intervals since it was asked; at first it is asked at once. */
  #unasked = REST_INTERVALS
  readonly #stuck: () => void

  /**
   * @param stuck - called once when the worker lives, and neither answers nor moves any more
   * @param pulse - how it is seen to move
   * @param assumedCpu - share of a core that stands for the measured one where it is defined
   */
  constructor(
    worker: Worker,
    stuck: () => void,
    {
      pulse = () => readPulse(worker.pid),
      assumedCpu = () => undefined,
    }: { pulse?: () => Pulse | undefined; assumedCpu?: () => number | undefined } = {},
  ) {
    this.#pulse = new PulseWatch(pulse)
    this.#assumedCpu = assumedCpu
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
    return this.#occupants.size
  }

  /** Expected share of a core, with those whose cost is not measured yet. */
  get expected(): number {
    return this.#base + this.#unseen.total
  }

  /** Highest share of a core that was measured in the last ten seconds. */
  get recentPeak(): number {
    return Math.max(this.#base, ...(this.#assumedCpu() === undefined ? this.#recent : []))
  }

  /** Share of a core for each stream that reached somebody, as measured last; undefined before there was enough. */
  get streamShare(): number | undefined {
    return this.#streamShare
  }

  /** Counts a participant in; the returned function counts it out. */
  add(occupant: WorkerOccupant): () => void {
    this.#occupants.add(occupant)
    const seen = this.#unseen.add(occupant.cost)
    return () => {
      this.#occupants.delete(occupant)
      seen()
    }
  }

  get #base(): number {
    return this.#assumedCpu() ?? this.#cpu
  }

  /** Whether nothing of it can have changed: nobody is there, and whoever was is measured no more. */
  get #isResting(): boolean {
    return this.#occupants.size === 0 && this.#cpu < RESTING_CPU
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
      this.#recent = [...this.#recent, this.#cpu].slice(-REMEMBERED)
      this.#unseen.measured(this.#sampledAt, now)
      this.#learn()
      this.#usedMs = usedMs
      this.#sampledAt = now
    } catch {
      // The worker is ending; its pool notices by itself.
    } finally {
      this.#isAsking = false
    }
  }

  /** What a stream costs: the CPU is the mean of an interval, so streams are that of its two ends. */
  #learn(): void {
    const before = this.#streams
    this.#streams = 0
    for (const { running } of this.#occupants) this.#streams += running
    const streams = (before + this.#streams) / 2
    // While people come, much of the CPU is that of handshakes and first key frames.
    if (!this.#unseen.isNothing || this.#cpu < LEARNS_FROM.cpu || streams < LEARNS_FROM.streams) return
    this.#streamShare = this.#cpu / streams
  }
}
