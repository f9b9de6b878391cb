import type { Random } from '../harness/random.ts'

/** What a line does to packets. */
export interface Impairment {
  /** Milliseconds that every packet takes at least, one way. */
  delayMs?: number
  /** A packet takes up to so many milliseconds more, evenly spread. */
  jitterMs?: number
  /** Share of packets that are lost by themselves, 0 to 1. */
  loss?: number
  /** Stretches of packets that are lost together. */
  bursts?: Bursts
}

/**
 * Two states, one of which loses everything. Source: E. N. Gilbert, "Capacity of a
 * burst-noise channel", Bell System Technical Journal 39, 1960.
 */
interface Bursts {
  /** Chance of each packet to begin a burst. */
  begin: number
  /** Chance of each packet in a burst to end it; its inverse is the mean length. */
  end: number
}

/** Decides what becomes of each packet; the same packets fare the same with the same seed. */
export class PacketFate {
  readonly #random: Random
  readonly #impairment: Impairment
  #inBurst = false

  constructor(impairment: Impairment, random: Random) {
    this.#impairment = impairment
    this.#random = random
  }

  /** @returns milliseconds until the next packet arrives; undefined when it is lost */
  next(): number | undefined {
    const { delayMs = 0, jitterMs = 0, loss = 0, bursts } = this.#impairment
    // Always as many numbers for each packet, so that one setting does not shift another's luck.
    const [alone, change, late] = [this.#random(), this.#random(), this.#random()]
    if (bursts) this.#inBurst = this.#inBurst ? change >= bursts.end : change < bursts.begin
    if (this.#inBurst || alone < loss) return undefined
    return delayMs + late * jitterMs
  }
}
