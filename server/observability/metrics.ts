import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import { PacedWork } from './paced-work.ts'

/** Kinds of metrics, as Prometheus names them. */
export type MetricType = 'counter' | 'gauge' | 'histogram'

/** What every metric says of itself. */
export interface MetricDefinition<Label extends string = string> {
  /** Prometheus name, such as `plenary_rooms`; that of a counter ends in `_total`. */
  readonly name: string
  /** One line that says what is measured. */
  readonly help: string
  /** Names of the labels that tell its samples apart; none by default. */
  readonly labels?: readonly Label[]
}

/** A value with the labels that tell it from its siblings. */
interface Sample {
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

/** The value now, or one value for each set of labels. */
type Reading = number | readonly Sample[]

/** A metric whose value is read when somebody asks, so that it costs nothing between two scrapes. */
export interface ReadMetric extends MetricDefinition {
  /** Its kind; a gauge by default. What a counter reads only ever grows. */
  readonly type?: 'counter' | 'gauge'
  /** Reads it now. */
  readonly read: () => Reading | Promise<Reading>
}

/** A histogram and the limits of its buckets. */
export interface HistogramDefinition<Label extends string = string> extends MetricDefinition<Label> {
  /** Upper limits of the buckets, in the unit of the name, rising. */
  readonly buckets: readonly number[]
}

/** A line of the list of all metrics. */
export interface MetricDescription extends Required<MetricDefinition> {
  readonly type: MetricType
}

/**
 * The metrics of one server. Several servers in one process share none.
 *
 * Source: prometheus.io, "Metric and label naming" and "Exposition formats", version 0.0.4.
 */
export class Metrics {
  readonly #registry = new Registry()
  readonly #descriptions: MetricDescription[] = []
  readonly #rendering = new PacedWork(async () => await this.#registry.metrics())

  /** Content type of what `render` writes. */
  get contentType(): string {
    return this.#registry.contentType
  }

  /** Every metric that was added, in that order. */
  get descriptions(): readonly MetricDescription[] {
    return this.#descriptions
  }

  /**
   * Adds metrics that are read at each scrape.
   *
   * @throws {Error} when a name is taken or is no name for Prometheus
   */
  addReads(definitions: readonly ReadMetric[]): void {
    for (const { type = 'gauge', read, ...definition } of definitions) {
      const base = this.#describe(type, definition)
      if (type === 'gauge') {
        new Gauge({
          ...base,
          async collect() {
            const samples = toSamples(await read())
            this.reset()
            for (const { labels, value } of samples) this.set(labels, value)
          },
        })
      } else {
        new Counter({
          ...base,
          async collect() {
            const samples = toSamples(await read())
            this.reset()
            for (const { labels, value } of samples) this.inc(labels, value)
          },
        })
      }
    }
  }

  /**
   * Adds a counter that its owner increases.
   *
   * @throws {Error} when the name is taken or is no name for Prometheus
   */
  addCounter<Label extends string = never>(definition: MetricDefinition<Label>): Counter<Label> {
    return new Counter(this.#describe('counter', definition))
  }

  /**
   * Adds a histogram that its owner feeds.
   *
   * @throws {Error} when the name is taken or is no name for Prometheus
   */
  addHistogram<Label extends string = never>({
    buckets,
    ...definition
  }: HistogramDefinition<Label>): Histogram<Label> {
    return new Histogram({ ...this.#describe('histogram', definition), buckets: [...buckets] })
  }

  /**
   * Reads everything and writes it in the text format of Prometheus: once for all who ask at a
   * time, and for no more than a twentieth of the time, because it runs on the only thread.
   */
  async render(): Promise<string> {
    return await this.#rendering.run()
  }

  #describe<Label extends string>(
    type: MetricType,
    { name, help, labels = [] }: MetricDefinition<Label>,
  ): { name: string; help: string; labelNames: readonly Label[]; registers: [Registry] } {
    this.#descriptions.push({ name, help, labels, type })
    return { name, help, labelNames: labels, registers: [this.#registry] }
  }
}

function toSamples(reading: Reading): readonly Sample[] {
  return typeof reading === 'number' ? [{ labels: {}, value: reading }] : reading
}
