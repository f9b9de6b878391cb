/** A metric with its labels, as `/metrics` exports it. */
export interface MetricSample {
  name: string
  labels: Record<string, string>
  value: number
}

const INTERVAL_MS = 1000
const TIMEOUT_MS = 2000

/** Reads the server's own figures while a test runs. */
export class MetricsWatch {
  readonly #url: string
  readonly #scrapes: { at: number; samples: MetricSample[] }[] = []
  #timer: NodeJS.Timeout | undefined

  /** @param url - origin of the server */
  constructor(url: string) {
    this.#url = `${url}/metrics`
  }

  start(): void {
    this.#timer = setInterval(() => void this.#scrape(), INTERVAL_MS)
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  /**
   * Values of a metric over time, the sum of its samples that carry these labels.
   *
   * @param span - from one moment until another, by `performance.now()`; all of the run by default
   */
  series(
    name: string,
    labels: Record<string, string> = {},
    { from = 0, until = Number.POSITIVE_INFINITY }: { from?: number; until?: number } = {},
  ): number[] {
    return this.#scrapes.flatMap(({ at, samples }) => {
      if (at < from || at > until) return []
      const matching = samples.filter(
        (sample) =>
          sample.name === name &&
          Object.entries(labels).every(([key, value]) => sample.labels[key] === value),
      )
      return matching.length > 0 ? [matching.reduce((sum, { value }) => sum + value, 0)] : []
    })
  }

  /** Keeps what was read at a moment. */
  note(at: number, samples: MetricSample[]): void {
    this.#scrapes.push({ at, samples })
  }

  async #scrape(): Promise<void> {
    try {
      const response = await fetch(this.#url, { signal: AbortSignal.timeout(TIMEOUT_MS) })
      if (response.ok) this.note(performance.now(), parseMetrics(await response.text()))
    } catch {
      // A busy server may miss one; a private one answers none.
    }
  }
}

/** Reads the Prometheus text format, as far as gauges need it. */
export function parseMetrics(text: string): MetricSample[] {
  return text.split('\n').flatMap((line) => {
    const [, name, labels, value] = /^(\w+)(?:\{(.*)\})? (\S+)/.exec(line) ?? []
    if (name === undefined || value === undefined) return []
    return [{ name, labels: parseLabels(labels ?? ''), value: Number(value) }]
  })
}

function parseLabels(text: string): Record<string, string> {
  return Object.fromEntries(
    [...text.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, key, value]) => [key ?? '', value ?? '']),
  )
}

/** The middle value; undefined of none. */
export function median(values: readonly number[]): number | undefined {
  return values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)]
}
