import { sum } from '../harness/counters.ts'
import type { TreeUsage } from '../harness/cpu.ts'
import { round } from '../harness/distribution.ts'
import type { Findings } from './findings.ts'
import { median, type MetricsWatch, type Span } from '../harness/metrics-watch.ts'
import type { LoadOptions } from './options.ts'
import type { Usage } from '../harness/usage-watch.ts'

// The server tells how late its loop ran in the last full interval of two seconds.
const EVENT_LOOP_INTERVAL_MS = 3000
// In less time the CPU of a process, which is counted in hundredths of a second, says nothing.
const BASELINE_SECONDS = 1

/** CPU that a span of time cost; undefined when no server is measured. */
export function summariseCpu({ server, seconds }: Usage) {
  if (!server) return undefined
  return {
    seconds: round(seconds),
    nodeCpuSeconds: round(server.node * seconds),
    workerCpuSeconds: round(workerCores(server) * seconds),
  }
}

/**
 * CPU that newcomers cost, in all and each of them beyond what the room costs anyway.
 *
 * @param usage - while they came and left
 * @param room - while nobody came, and all else was the same
 * @param joined - how many of them were in the room
 */
export function summariseArrivals(usage: Usage, room: Usage, joined: number) {
  const spent = summariseCpu(usage)
  if (!spent) return undefined
  const node = usage.server?.node ?? 0
  const hasBaseline = room.server !== undefined && room.seconds >= BASELINE_SECONDS && joined > 0
  return {
    ...spent,
    nodeCpuMsPerJoin: hasBaseline
      ? round(((node - (room.server?.node ?? 0)) * usage.seconds * 1000) / joined)
      : undefined,
  }
}

/** What the server used in the window. */
export function summariseServer({ usage, windows, joins }: Findings, { participants }: LoadOptions) {
  const { server, seconds } = usage
  if (!server) return undefined
  const workers = server.workers.map(({ cores }) => cores)
  const workerSum = workerCores(server)
  const packetsPerSecond = sum(windows, ({ received, seconds: span }) => received.packets / span)
  return {
    seconds: round(seconds),
    cores: round(server.total),
    nodeCores: round(server.node),
    workerCores: round(workerSum),
    workers: server.workers.map(({ pid, cores }) => ({ pid, cores: round(cores) })),
    /** Share of the busiest worker in the work of all. */
    busiestWorkerShare: workerSum > 0 ? round(Math.max(...workers) / workerSum) : undefined,
    cpuSecondsPerParticipantMinute: round((server.total * 60) / participants),
    workerMicrosecondsPerPacket:
      packetsPerSecond > 0 ? round((workerSum * 1e6) / packetsPerSecond) : undefined,
    nodeMegabytes: round(server.residentBytes.node / 2 ** 20),
    workerMegabytes: round(server.residentBytes.workers / 2 ** 20),
    megabytesPerParticipant: round(
      (server.residentBytes.node + server.residentBytes.workers - joins.residentBefore) /
        2 ** 20 /
        participants,
    ),
  }
}

/** What the server's own metrics say. */
export function summariseMetrics(metrics: MetricsWatch, { phases }: Findings, joined: number) {
  const window = { from: phases.opened, until: phases.closed }
  const consumers = median(metrics.series('plenary_consumers', {}, window))
  return {
    /** Of the server's event loop, while all joined and in the window. */
    eventLoopP99Ms: {
      join: eventLoopDelay(metrics, {
        from: 0,
        until: Math.min(phases.joined + EVENT_LOOP_INTERVAL_MS, phases.opened),
      }),
      window: eventLoopDelay(metrics, window),
    },
    loadLevelMax: highest(metrics, 'plenary_load_level'),
    consumersMax: highest(metrics, 'plenary_consumers'),
    consumersPerParticipant: consumers === undefined || joined === 0 ? undefined : round(consumers / joined),
    pipesMax: highest(metrics, 'plenary_pipes'),
    /** How often the metrics could be read in the window, and how often not. */
    scrapes: metrics.reading(window),
  }
}

function eventLoopDelay(metrics: MetricsWatch, span: Span) {
  const seconds = metrics.series('plenary_event_loop_delay_p99_seconds', {}, span)
  const middle = median(seconds)
  if (middle === undefined) return undefined
  return { median: round(middle * 1000), max: round(Math.max(...seconds) * 1000) }
}

function highest(metrics: MetricsWatch, name: string): number | undefined {
  const values = metrics.series(name)
  return values.length > 0 ? Math.max(...values) : undefined
}

function workerCores({ workers }: TreeUsage): number {
  return sum(workers, ({ cores }) => cores)
}
