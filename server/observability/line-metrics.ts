import type { Histogram } from 'prom-client'
import type { Metrics } from './metrics.ts'

/** What was measured of one direction of a line. */
interface LineMeasure {
  /** Share of packets that were lost, 0 to 1; null while too few were sent. */
  readonly lossRatio: number | null
  /** Milliseconds; null while nobody has measured it. */
  readonly roundTripMs: number | null
}

// Sound suffers from five in a hundred on; a tenth is heard by everybody.
const LOSS_BUCKETS = [0, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5]
// Up to 0.15 s people notice nothing. Source: ITU-T G.114.
const ROUND_TRIP_BUCKETS_SECONDS = [0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1, 2.5]
const DIRECTIONS = { send: 'in', receive: 'out' } as const

/** How the lines of clients are, without saying whose. */
export class LineMetrics {
  readonly #loss: Histogram<'direction'>
  readonly #roundTrip: Histogram

  /** @param metrics - where the metrics are added; once for each server */
  constructor(metrics: Metrics) {
    this.#loss = metrics.addHistogram({
      name: 'plenary_line_loss_ratio',
      help: 'Share of RTP packets that were lost between two measurements of a line, by direction; one observation for each measurement.',
      labels: ['direction'],
      buckets: LOSS_BUCKETS,
    })
    this.#roundTrip = metrics.addHistogram({
      name: 'plenary_line_round_trip_seconds',
      help: 'Time of a packet to a client and back, as RTCP tells it; one observation for each measurement of a line.',
      buckets: ROUND_TRIP_BUCKETS_SECONDS,
    })
    for (const direction of Object.values(DIRECTIONS)) this.#loss.zero({ direction })
  }

  /** Notes one measurement. */
  lineMeasured(direction: 'send' | 'receive', { lossRatio, roundTripMs }: LineMeasure): void {
    if (lossRatio !== null) this.#loss.observe({ direction: DIRECTIONS[direction] }, lossRatio)
    if (roundTripMs !== null) this.#roundTrip.observe(roundTripMs / 1000)
  }
}
