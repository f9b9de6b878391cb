// Transports open, keys are agreed on and pictures begin in about this time, in milliseconds.
const RAMP_MS = 1000

interface Newcomer {
  /** Share of a core that they will use. */
  readonly cost: number
  readonly cameAt: number
  /** The part of it that no measurement shows yet. */
  unseen: number
}

/**
 * What newcomers will cost and no measurement shows yet. A measurement is the mean of an interval,
 * so it shows of somebody only the part of the interval in which their media ran.
 */
export class UnseenCost {
  readonly #newcomers = new Set<Newcomer>()
  #total = 0

  /** Share of a core that comes on top of what was measured last. */
  get total(): number {
    return this.#total
  }

  /** Whether measurements show everybody in full. */
  get isNothing(): boolean {
    return this.#newcomers.size === 0
  }

  /**
   * Counts somebody who comes now.
   *
   * @param cost - share of a core that they will use
   * @returns takes it back, for somebody who leaves; may be called more than once
   */
  add(cost: number): () => void {
    const newcomer = { cost, cameAt: performance.now(), unseen: cost }
    this.#newcomers.add(newcomer)
    this.#total += cost
    return () => {
      if (this.#newcomers.delete(newcomer)) this.#total -= newcomer.unseen
    }
  }

  /**
   * Takes off what a measurement has seen.
   *
   * @param from - begin of the measured interval, in milliseconds of `performance.now()`
   * @param to - its end
   */
  measured(from: number, to: number): void {
    for (const newcomer of this.#newcomers) {
      const seen = (to - newcomer.cameAt - RAMP_MS) / Math.max(1, to - from)
      newcomer.unseen = newcomer.cost * (1 - Math.min(1, Math.max(0, seen)))
      if (seen >= 1) this.#newcomers.delete(newcomer)
    }
    // Anew, because sums of what is added and taken off again leave a remainder.
    this.#total = 0
    for (const { unseen } of this.#newcomers) this.#total += unseen
  }
}
