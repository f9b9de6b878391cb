/** A distribution in a form that travels between processes. */
export interface PackedDistribution {
  buckets: [index: number, count: number][]
  sum: number
  min: number
  max: number
}

/** What a report shows of a distribution. */
export interface Summary {
  count: number
  p50: number
  p95: number
  p99: number
  max: number
}

// Neighbouring buckets differ by one per cent, and so does a percentile at most.
const GROWTH = Math.log(1.01)
// Everything below counts as this much, so that the logarithm stays finite.
const SMALLEST = 0.001

/**
 * Counts values, positive and of any size, in buckets of one per cent: it stays
 * small however many there are, and two of them can be added.
 */
export class Distribution {
  readonly #buckets = new Map<number, number>()
  #count = 0
  #sum = 0
  #min = Number.POSITIVE_INFINITY
  #max = Number.NEGATIVE_INFINITY

  /** Rebuilds a distribution, or adds several. */
  static of(...packed: readonly PackedDistribution[]): Distribution {
    const distribution = new Distribution()
    for (const part of packed) distribution.#merge(part)
    return distribution
  }

  /** The distribution of these values. */
  static ofValues(values: readonly number[]): Distribution {
    const distribution = new Distribution()
    for (const value of values) distribution.add(value)
    return distribution
  }

  get count(): number {
    return this.#count
  }

  add(value: number): void {
    const index = Math.round(Math.log(Math.max(value, SMALLEST)) / GROWTH)
    this.#buckets.set(index, (this.#buckets.get(index) ?? 0) + 1)
    this.#count += 1
    this.#sum += value
    this.#min = Math.min(this.#min, value)
    this.#max = Math.max(this.#max, value)
  }

  /**
   * The value below or at which this share of all values lies.
   *
   * @param share - 0 to 1
   * @returns NaN when there are no values
   */
  percentile(share: number): number {
    if (this.#count === 0) return Number.NaN
    const wanted = Math.max(1, Math.ceil(share * this.#count))
    let seen = 0
    for (const [index, count] of [...this.#buckets].sort(([a], [b]) => a - b)) {
      seen += count
      // The ends are known exactly; the middle of a bucket may lie beyond them.
      if (seen >= wanted) return Math.min(this.#max, Math.max(this.#min, Math.exp(index * GROWTH)))
    }
    return this.#max
  }

  get mean(): number {
    return this.#sum / this.#count
  }

  pack(): PackedDistribution {
    return {
      buckets: [...this.#buckets],
      sum: this.#sum,
      // JSON knows no infinity.
      min: this.#count > 0 ? this.#min : 0,
      max: this.#count > 0 ? this.#max : 0,
    }
  }

  /** @returns undefined when there are no values */
  summary(): Summary | undefined {
    if (this.#count === 0) return undefined
    return {
      count: this.#count,
      p50: round(this.percentile(0.5)),
      p95: round(this.percentile(0.95)),
      p99: round(this.percentile(0.99)),
      max: round(this.#max),
    }
  }

  #merge({ buckets, sum, min, max }: PackedDistribution): void {
    if (buckets.length === 0) return
    for (const [index, count] of buckets) {
      this.#buckets.set(index, (this.#buckets.get(index) ?? 0) + count)
      this.#count += count
    }
    this.#sum += sum
    this.#min = Math.min(this.#min, min)
    this.#max = Math.max(this.#max, max)
  }
}

/** Rounds for a report: four significant digits are more than any measurement here has. */
export function round(value: number): number {
  return Number.isFinite(value) ? Number(value.toPrecision(4)) : value
}
