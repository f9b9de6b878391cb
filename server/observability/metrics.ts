/** One gauge: a name, what it means, and how to read it now. */
export interface Gauge {
  /** Prometheus name, such as `plenary_rooms`. */
  name: string
  /** One line that says what is counted. */
  help: string
  /** The value now, or one value for each set of labels. */
  read: () => Reading | Promise<Reading>
}

export type Reading = number | readonly Sample[]

/** A value with the labels that tell it from its siblings. */
export interface Sample {
  labels: Readonly<Record<string, string>>
  value: number
}

/** Content type of the Prometheus text format. */
export const METRICS_CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8'

/**
 * Writes gauges in the Prometheus text format. Values are read when somebody
 * asks, so that counting costs nothing between two scrapes.
 *
 * Source: prometheus.io, "Exposition formats", version 0.0.4.
 */
export async function renderMetrics(gauges: readonly Gauge[]): Promise<string> {
  const readings = await Promise.all(gauges.map(async ({ read }) => await read()))
  return gauges.map((gauge, index) => render(gauge, readings[index] ?? [])).join('')
}

function render({ name, help }: Gauge, value: Reading): string {
  const samples = typeof value === 'number' ? [{ labels: {}, value }] : value
  const lines = samples.map((sample) => `${name}${labelText(sample.labels)} ${numberText(sample.value)}`)
  return [`# HELP ${name} ${escapeHelp(help)}`, `# TYPE ${name} gauge`, ...lines].join('\n') + '\n'
}

function labelText(labels: Sample['labels']): string {
  const pairs = Object.entries(labels).map(([key, value]) => `${key}="${escapeLabel(value)}"`)
  return pairs.length > 0 ? `{${pairs.join(',')}}` : ''
}

function numberText(value: number): string {
  if (Number.isFinite(value)) return String(value)
  if (Number.isNaN(value)) return 'NaN'
  return value > 0 ? '+Inf' : '-Inf'
}

function escapeHelp(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')
}

function escapeLabel(text: string): string {
  return escapeHelp(text).replaceAll('"', '\\"')
}
