import { requests } from '../protocol/index.ts'
import type { CertificateState } from './certificates/certificate.ts'
import { certificateMetric } from './certificates/certificate-metric.ts'
import { frontMetrics, type FrontSources } from './front/front-metrics.ts'
import { readinessMetric, type Readiness } from './http/readiness.ts'
import type { LoadMonitor } from './load/load-monitor.ts'
import type { MediaEngine } from './media/media-engine.ts'
import { mediaMetrics, trafficMetrics } from './media-metrics.ts'
import { LineMetrics } from './observability/line-metrics.ts'
import { Metrics, type ReadMetric } from './observability/metrics.ts'
import { processMetrics } from './observability/process-metrics.ts'
import type { RefusalLog } from './observability/refusal-log.ts'
import { RequestMetrics } from './observability/request-metrics.ts'
import { countRoomEvents } from './room-metrics.ts'
import type { RoomEvents } from './rooms/ports/events.ts'
import type { RoomStore } from './rooms/ports/store.ts'
import type { RoomRegistry } from './rooms/room-registry.ts'
import type { Gateway } from './signaling/gateway.ts'
import type { Webhooks } from './webhooks/webhooks.ts'
import { webhookMetrics } from './webhook-metrics.ts'

/** What the metrics of a server are read from. */
export interface MetricSources {
  readonly rooms: Pick<RoomRegistry, 'roomCount' | 'participantCount' | 'rememberedCount'>
  readonly media: Pick<
    MediaEngine,
    'workers' | 'workerDeaths' | 'forwarding' | 'census' | 'paths' | 'countObjects' | 'traffic'
  >
  readonly load: Pick<LoadMonitor, 'level' | 'eventLoopDelay'>
  readonly store: Pick<RoomStore, 'behind'>
  /** The gateway, which comes last when a server is built. */
  readonly gateway: () => Pick<Gateway, 'connections' | 'connectionsByTransport' | 'wireBytes'>
  readonly readiness: () => Readiness
  /** The certificate of this moment; undefined where the server speaks plain HTTP. */
  readonly certificate: () => CertificateState | undefined
  readonly events: RoomEvents
  readonly refusals: Pick<RefusalLog, 'counts'>
  /** Absent where media does not come to the port of the pages. */
  readonly front?: FrontSources | undefined
  readonly webhooks: Pick<Webhooks, 'waiting' | 'outcomes'>
}

/**
 * Everything that `/metrics` tells.
 *
 * @returns the metrics, and what counts requests among them
 */
export function createMetrics(sources: MetricSources): { metrics: Metrics; requests: RequestMetrics } {
  const metrics = new Metrics()
  metrics.addReads([
    readinessMetric(sources.readiness),
    ...meetingMetrics(sources),
    ...signalingMetrics(sources),
    ...workerMetrics(sources),
    ...mediaMetrics(sources.media),
    ...trafficMetrics(sources.media.traffic),
    ...healthMetrics(sources),
    certificateMetric(sources.certificate),
    ...webhookMetrics(sources.webhooks),
    ...frontMetrics(sources.front),
    ...processMetrics(),
  ])
  countRoomEvents(sources.events, metrics)
  sources.media.traffic.observe(new LineMetrics(metrics))
  return { metrics, requests: new RequestMetrics(metrics, [...Object.keys(requests), 'unknown']) }
}

function meetingMetrics({ rooms }: MetricSources): ReadMetric[] {
  return [
    { name: 'plenary_rooms', help: 'Rooms with somebody in them.', read: () => rooms.roomCount },
    { name: 'plenary_participants', help: 'Seats taken in all rooms.', read: () => rooms.participantCount },
    {
      name: 'plenary_roster_entries',
      help: 'Pairs of a seat and somebody whom it shows, receives, looks at or was told of, and open windows of lists.',
      read: () => rooms.rememberedCount,
    },
  ]
}

function signalingMetrics({ gateway }: MetricSources): ReadMetric[] {
  return [
    { name: 'plenary_connections', help: 'Signaling connections.', read: () => gateway().connections },
    {
      name: 'plenary_connections_by_transport',
      help: 'Signaling connections by what carries them: websocket, or polling where a proxy lets no WebSocket pass.',
      labels: ['transport'],
      read: () =>
        Object.entries(gateway().connectionsByTransport).map(([transport, value]) => ({
          labels: { transport },
          value,
        })),
    },
    {
      name: 'plenary_signaling_bytes_total',
      type: 'counter',
      help: 'Bytes of signaling connections by direction, framing included, TLS not.',
      labels: ['direction'],
      read: () => {
        const { received, sent } = gateway().wireBytes
        return [
          { labels: { direction: 'in' }, value: received },
          { labels: { direction: 'out' }, value: sent },
        ]
      },
    },
  ]
}

function workerMetrics({ media }: MetricSources): ReadMetric[] {
  const labels = ['pid']
  return [
    { name: 'plenary_workers', help: 'Media workers that run.', read: () => media.workers.length },
    {
      name: 'plenary_worker_deaths_total',
      type: 'counter',
      help: 'Media workers that ended by themselves or were killed, and were replaced.',
      read: () => media.workerDeaths,
    },
    {
      name: 'plenary_worker_cpu_ratio',
      help: 'Share of a core that a media worker used in the last two seconds, 0 to 1.',
      labels,
      read: () => media.workers.map(({ pid, cpu }) => ({ labels: { pid: String(pid) }, value: cpu })),
    },
    {
      name: 'plenary_worker_participants',
      help: 'Participants whose media a worker carries.',
      labels,
      read: () =>
        media.workers.map(({ pid, participants }) => ({ labels: { pid: String(pid) }, value: participants })),
    },
    {
      name: 'plenary_worker_objects',
      help: 'Objects of all kinds that a media worker itself says it has; two when it is empty. Read anew after 10 ms for each of them.',
      labels,
      read: async () =>
        (await media.countObjects()).map(({ pid, objects }) => ({
          labels: { pid: String(pid) },
          value: objects,
        })),
    },
  ]
}

function healthMetrics({ load, store, refusals }: MetricSources): ReadMetric[] {
  return [
    {
      name: 'plenary_event_loop_delay_p99_seconds',
      help: 'How late the event loop ran in the last two seconds: 99 of 100 times less than this.',
      read: () => load.eventLoopDelay.p99 / 1000,
    },
    {
      name: 'plenary_event_loop_delay_max_seconds',
      help: 'How late the event loop ran in the last two seconds at worst.',
      read: () => load.eventLoopDelay.max / 1000,
    },
    {
      name: 'plenary_load_level',
      help: 'How far the server saves where it is busiest: 0 not at all, 1 lower resolution, 2 few cameras, 3 one camera.',
      read: () => load.level,
    },
    {
      name: 'plenary_storage_writes_behind',
      help: 'Changes that could not be stored yet; above 0 the disk needs a look.',
      read: () => store.behind,
    },
    {
      name: 'plenary_strangers_refused_total',
      type: 'counter',
      help: 'Connections and requests that were refused or cut before they reached a room, by kind: a limit that one address hit (tcp, requests, socket, inflow, unread), wrong keys and tokens, other hosts and origins.',
      labels: ['kind'],
      read: () => Array.from(refusals.counts, ([kind, value]) => ({ labels: { kind }, value })),
    },
  ]
}
