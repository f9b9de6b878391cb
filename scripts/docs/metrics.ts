import { MediaTraffic } from '../../server/media/workers/media-traffic.ts'
import { RoomEvents } from '../../server/rooms/ports/events.ts'
import { createMetrics, type MetricSources } from '../../server/server-metrics.ts'
import { cell, table } from './markdown.ts'

const INTRODUCTION = `# Metrics

<!-- Generated from server/server-metrics.ts and server/observability by "npm run docs". Do not edit. -->

\`GET /metrics\` answers in the text format of [Prometheus](https://prometheus.io/docs/instrumenting/exposition_formats/).
Values are read when somebody asks, once for all who ask at the same time, and for a twentieth of the time at most.
Scrape it every 15 seconds or so. Whoever may read it learns how many people meet, so it is for programs on the same
machine, unless \`metrics.allow\` names further addresses or \`metrics.token\` is set; see [configuration.md](configuration.md).

Counters begin at 0 when the server starts. A histogram \`x\` has the series \`x_bucket{le="…"}\`, \`x_sum\` and \`x_count\`.
`

const QUESTIONS = `## Questions and answers

| Question | PromQL |
| --- | --- |
| Does everybody get in? | \`sum by (outcome) (rate(plenary_joins_total[5m]))\` |
| How long does a join take, for 95 of 100 people? | \`histogram_quantile(0.95, rate(plenary_join_seconds_bucket[5m]))\` |
| How many lose their connection and come back? | \`rate(plenary_resumes_total[5m])\` |
| Does the network of our guests let UDP through? | \`sum(plenary_transports_by_path{protocol!="udp"}) / sum(plenary_transports_by_path)\` |
| Does the server save quality? | \`max_over_time(plenary_load_level[1h]) > 0\` |
| How much does the server send? | \`8 * rate(plenary_media_bytes_total{direction="out"}[5m])\` |
| How much is lost on the way to people? | \`rate(plenary_media_packets_lost_total{direction="out"}[5m]) / rate(plenary_media_packets_total{direction="out"}[5m])\` |
| Does the certificate end within a week? | \`plenary_certificate_expiry_timestamp_seconds - time() < 7 * 86400\` |
| Does the disk need a look? | \`plenary_storage_writes_behind > 0\` |
`

// Describing metrics reads none of them.
const NOBODY: MetricSources = {
  webhooks: { waiting: new Map(), outcomes: { delivered: 0, retried: 0, failed: 0 } },
  events: new RoomEvents(() => undefined),
  rooms: { roomCount: 0, participantCount: 0, rememberedCount: 0 },
  media: {
    workers: [],
    workerDeaths: 0,
    traffic: new MediaTraffic(),
    forwarding: { routers: 0, consumers: 0, pipes: 0 },
    census: { transports: 0, producers: 0, dataProducers: 0, dataConsumers: 0 },
    paths: { udp: 0, tcp: 0, 'tcp-shared': 0, turn: 0 },
    countObjects: () => Promise.resolve([]),
  },
  load: { level: 0, eventLoopDelay: { mean: 0, p99: 0, max: 0 } },
  store: { behind: 0 },
  refusals: { counts: new Map() },
  gateway: () => ({
    connections: 0,
    connectionsByTransport: { websocket: 0, polling: 0 },
    wireBytes: { received: 0, sent: 0 },
  }),
  certificate: () => undefined,
  readiness: () => 'starting',
}

/** The text of `docs/metrics.md`, before formatting. */
export function metricsPage(): string {
  const rows = createMetrics(NOBODY).metrics.descriptions.map(({ name, type, labels, help }) => [
    `\`${name}\``,
    type,
    labels.map((label) => `\`${label}\``).join(', '),
    cell(help),
  ])
  return [INTRODUCTION, table(['Metric', 'Type', 'Labels', 'Meaning'], rows), QUESTIONS].join('\n')
}
