import { get as getPlain } from 'node:http'
import { get as getSecure } from 'node:https'
import { text as readText } from 'node:stream/consumers'

/** A metric with its labels, as `/metrics` exports it. */
export interface MetricSample {
  name: string
  labels: Record<string, string>
  value: number
}

/** A span of time, by `performance.now()`; without an end it is open there. */
export interface Span {
  from?: number
  until?: number
}

/** How often the figures came. */
export interface Reading {
  read: number
  missed: number
  /** Why the last one that is missing did not come. */
  reason: string | undefined
}

const INTERVAL_MS = 1000
const TIMEOUT_MS = 2000

/** Reads the server's own figures while a test runs. */
export class MetricsWatch {
  readonly #url: string
  readonly #insecureTls: boolean
  readonly #scrapes: { at: number; samples: MetricSample[] }[] = []
  readonly #missed: { at: number; reason: string }[] = []
  #timer: NodeJS.Timeout | undefined

  /**
   * @param url - origin of the server
   * @param insecureTls - accepts any certificate
   */
  constructor(url: string, { insecureTls }: { insecureTls: boolean }) {
    this.#url = `${url}/metrics`
    this.#insecureTls = insecureTls
  }

  start(): void {
    this.#timer = setInterval(() => void this.scrape(), INTERVAL_MS)
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  /**
   * Values of a metric over time, the sum of its samples that carry these labels.
   *
   * @param span - all of the run by default
   */
  series(name: string, labels: Record<string, string> = {}, span: Span = {}): number[] {
    return this.#scrapes.filter(isWithin(span)).flatMap(({ samples }) => {
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

  /** How often the figures came in a span of time: of a busy server one may be missing, of a private one all. */
  reading(span: Span = {}): Reading {
    const missed = this.#missed.filter(isWithin(span))
    return {
      read: this.#scrapes.filter(isWithin(span)).length,
      missed: missed.length,
      reason: missed.at(-1)?.reason,
    }
  }

  /** Reads once, and keeps that or why it did not work. */
  async scrape(): Promise<void> {
    try {
      const samples = parseMetrics(await fetchText(this.#url, this.#insecureTls))
      // A proxy may answer with a page of its own.
      if (samples.length === 0) throw new Error('no figures in the answer')
      this.note(performance.now(), samples)
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException
      this.#missed.push({ at: performance.now(), reason: typeof code === 'string' ? code : message })
    }
  }
}

/** `fetch` would look at the certificate whatever it is told. */
async function fetchText(url: string, insecureTls: boolean): Promise<string> {
  const signal = AbortSignal.timeout(TIMEOUT_MS)
  const get = url.startsWith('https:') ? getSecure : getPlain
  return await new Promise((resolve, reject) => {
    const request = get(url, { rejectUnauthorized: !insecureTls, signal }, (response) => {
      if (response.statusCode === 200) {
        readText(response).then(resolve, reject)
        return
      }
      response.resume()
      reject(new Error(`status ${response.statusCode}`))
    })
    request.once('error', reject)
  })
}

function isWithin({ from = 0, until = Number.POSITIVE_INFINITY }: Span): (one: { at: number }) => boolean {
  return ({ at }) => at >= from && at <= until
}

/** Reads the Prometheus text format, as far as the server writes it. */
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
