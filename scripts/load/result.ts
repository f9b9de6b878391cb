import { arch, availableParallelism, cpus, platform, release, totalmem } from 'node:os'
import { PROTOCOL_VERSION } from '../../protocol/index.ts'
import { Distribution, round, type Summary } from './distribution.ts'
import type { Findings } from './findings.ts'
import { mergeMeasures } from './measures.ts'
import type { Health, NewcomerReport, WindowReport } from './messages.ts'
import { median, type MetricsWatch } from './metrics-watch.ts'
import type { LoadOptions } from './options.ts'

// What a process can carry before it is the bottleneck itself, as a share.
const LOOP_LIMIT = 0.85
const LATE_LIMIT = 0.01
const MACHINE_LIMIT = 0.95

/** The result of a run; docs/capacity.md explains every field. */
export type LoadResult = ReturnType<typeof createResult>

/** Puts what a run brought to light in order. */
export function createResult(options: LoadOptions, findings: Findings) {
  const { joins, windows, usage, newcomers } = findings
  const measures = mergeMeasures(windows.map((window) => window.measures))
  const bottleneck = bottlenecks(
    windows.map(({ health }) => health),
    usage.machineBusy,
  )
  return {
    tool: 'plenary-load',
    protocolVersion: PROTOCOL_VERSION,
    options,
    machine: describeMachine(),
    ...summariseFailures(options, findings),
    join: {
      replyMs: joins.measures.joinReply.summary(),
      openMs: joins.measures.joinToOpen.summary(),
      firstMediaMs: joins.measures.joinToFirstMedia.summary(),
      allShownMs: joins.measures.joinToAllShown.summary(),
      signalingBytes: joins.measures.signalingBytes.summary(),
      signalingMessages: joins.measures.signalingMessages.summary(),
      server: joins.usage.server && {
        seconds: round(joins.usage.seconds),
        nodeCpuSeconds: round(joins.usage.server.node * joins.usage.seconds),
        workerCpuSeconds: round(sum(joins.usage.server.workers, ({ cores }) => cores) * joins.usage.seconds),
      },
    },
    media: summariseMedia(windows, measures.packetDelay),
    onset: {
      runningMs: measures.onsetRunning.summary(),
      resumedMs: measures.onsetResumed.summary(),
      newMs: measures.onsetNew.summary(),
      heard: sum(windows, ({ voicesHeard }) => voicesHeard),
      expected: sum(windows, ({ voicesExpected }) => voicesExpected),
    },
    paging: {
      turnMs: measures.pageTurn.summary(),
      unfinished: sum(windows, ({ unfinishedTurns }) => unfinishedTurns),
    },
    events: summariseEvents(windows, measures.event),
    newcomers: newcomers.length > 0 ? summariseNewcomers(newcomers) : undefined,
    server: summariseServer(findings, options),
    metrics: findings.metrics && summariseMetrics(findings.metrics),
    generator: {
      cores: round(sum(windows, ({ health }) => health.cpu)),
      machineBusy: round(usage.machineBusy),
      processes: windows.map(({ health }) => describeHealth(health)),
      isBottleneck: bottleneck.length > 0,
      bottleneck,
    },
  }
}

/** Why the figures may tell more about this program than about the server. */
export function bottlenecks(health: readonly Health[], machineBusy: number): string[] {
  const reasons = health.flatMap(({ pid, loop, lateTicks, ticks, worstLatenessMs }) => [
    ...(loop > LOOP_LIMIT ? [`process ${pid} was busy ${Math.round(loop * 100)} % of the time`] : []),
    ...(lateTicks > ticks * LATE_LIMIT
      ? [
          `process ${pid} was late ${lateTicks} of ${ticks} times, at worst by ${Math.round(worstLatenessMs)} ms`,
        ]
      : []),
  ])
  if (machineBusy > MACHINE_LIMIT)
    reasons.push(`this machine was busy ${Math.round(machineBusy * 100)} % of the time`)
  return reasons
}

function summariseFailures(options: LoadOptions, { windows, failures }: Findings) {
  const silent = windows
    .flatMap((window) => window.silent)
    .filter((index) => !isSilenceExpected(options, index))
  return {
    joined: sum(windows, ({ participants }) => participants),
    failed: failures.length,
    failures: Object.entries(Object.groupBy(failures, ({ reason }) => reason)).map(([reason, all]) => ({
      reason,
      count: all?.length ?? 0,
    })),
    /** Indices of those who received nothing. */
    silent,
  }
}

/** Nobody receives anything where no other one sends. */
function isSilenceExpected(options: LoadOptions, index: number): boolean {
  const { media, audio, video, view, speakers, publishers } = options
  const sends = (video && view !== 0) || (audio && speakers > 0)
  const others = publishers - (index < publishers ? 1 : 0)
  return !media || !sends || others === 0
}

function summariseMedia(windows: readonly WindowReport[], delay: Distribution) {
  const seconds = Math.max(0.001, ...windows.map((window) => window.seconds))
  const participants = Math.max(
    1,
    sum(windows, (window) => window.participants),
  )
  const packets = sum(windows, ({ received }) => received.packets)
  const missing = sum(windows, ({ received }) => received.missing)
  return {
    receivedPacketsPerSecond: round(packets / seconds),
    receivedMbps: round((sum(windows, ({ received }) => received.bytes) * 8) / 1e6 / seconds),
    sentPacketsPerSecond: round(sum(windows, ({ sent }) => sent.packets) / seconds),
    sentMbps: round((sum(windows, ({ sent }) => sent.bytes) * 8) / 1e6 / seconds),
    loss: round(missing / Math.max(1, packets + missing)),
    missing,
    outOfOrder: sum(windows, ({ received }) => received.outOfOrder),
    wrongSsrcs: sum(windows, ({ received }) => received.unknownSsrcs + received.mixedStreams),
    lateKeyFrames: sum(windows, ({ received }) => received.lateKeyFrames),
    delayMs: delay.summary(),
    streamsPerParticipant: round(sum(windows, ({ streams }) => streams) / participants),
    signalingMessagesPerParticipantMinute: round(
      (sum(windows, ({ signalingMessages }) => signalingMessages) / participants / seconds) * 60,
    ),
  }
}

function summariseEvents(windows: readonly WindowReport[], deliveries: Distribution) {
  const lastOf = new Map<number, number>()
  for (const { id, lastMs } of windows.flatMap(({ events }) => events)) {
    lastOf.set(id, Math.max(lastOf.get(id) ?? 0, lastMs))
  }
  return { deliveryMs: deliveries.summary(), toAllMs: collect([...lastOf.values()]) }
}

function summariseNewcomers(reports: readonly NewcomerReport[]) {
  const values = (read: (report: NewcomerReport) => number | undefined): number[] =>
    reports.flatMap((report) => read(report) ?? [])
  const bytes = values(({ signalingBytes }) => signalingBytes)
  return {
    count: reports.length,
    incomplete: reports.filter(({ complete }) => !complete).length,
    failures: reports.flatMap(({ failure }) => failure ?? []),
    replyMs: collect(values(({ times }) => times.reply)),
    openMs: collect(values(({ times }) => times.open)),
    firstMediaMs: collect(values(({ times }) => times.firstMedia)),
    allShownMs: collect(values(({ times, complete }) => (complete ? times.allShown : undefined))),
    signalingBytes: collect(bytes),
    signalingBytesLast: bytes.at(-1),
    signalingMessages: collect(values(({ signalingMessages }) => signalingMessages)),
  }
}

function summariseServer({ usage, windows, joins }: Findings, { participants }: LoadOptions) {
  const { server, seconds } = usage
  if (!server) return undefined
  const workers = server.workers.map(({ cores }) => cores)
  const workerSum = workers.reduce((total, cores) => total + cores, 0)
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

function summariseMetrics(metrics: MetricsWatch) {
  const loop = metrics.series('plenary_event_loop_delay_seconds', { quantile: '0.99' }).map((s) => s * 1000)
  const highest = (name: string): number | undefined => {
    const values = metrics.series(name)
    return values.length > 0 ? Math.max(...values) : undefined
  }
  return {
    eventLoopP99Ms:
      loop.length > 0 ? { median: round(median(loop) ?? 0), max: round(Math.max(...loop)) } : undefined,
    loadLevelMax: highest('plenary_load_level'),
    consumersMax: highest('plenary_consumers'),
    pipesMax: highest('plenary_pipes'),
  }
}

function describeHealth({ pid, cpu, loop, lateTicks, worstLatenessMs }: Health) {
  return {
    pid,
    cores: round(cpu),
    busy: round(loop),
    lateTicks,
    worstLatenessMs: Math.round(worstLatenessMs),
  }
}

function describeMachine() {
  return {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    memoryGigabytes: round(totalmem() / 2 ** 30),
    system: `${platform()} ${release()} ${arch()}`,
    node: process.version,
  }
}

function collect(values: readonly number[]): Summary | undefined {
  const distribution = new Distribution()
  for (const value of values) distribution.add(value)
  return distribution.summary()
}

function sum<T>(items: readonly T[], read: (item: T) => number): number {
  return items.reduce((total, item) => total + read(item), 0)
}
