import { arch, availableParallelism, cpus, platform, release, totalmem } from 'node:os'
import { PROTOCOL_VERSION } from '../../protocol/index.ts'
import { sum } from './counters.ts'
import { Distribution, round, type Summary } from './distribution.ts'
import type { Findings } from './findings.ts'
import { mergeMeasures } from './measures.ts'
import { summariseEvents, summariseMedia } from './media-summary.ts'
import type { Health, NewcomerReport } from './messages.ts'
import { median, type MetricsWatch } from './metrics-watch.ts'
import type { LoadOptions } from './options.ts'
import { bottlenecks, findDoubts, findProblems } from './verdict.ts'

// The server tells how late its loop ran in the last full interval of two seconds.
const EVENT_LOOP_INTERVAL_MS = 3000

/** The result of a run; docs/capacity.md explains every field. */
export type LoadResult = ReturnType<typeof createResult>

/** Puts what a run brought to light in order. */
export function createResult(options: LoadOptions, findings: Findings) {
  const { joins, windows, usage, newcomers } = findings
  const measures = mergeMeasures(windows.map((window) => window.measures))
  const joined = sum(windows, ({ participants }) => participants)
  const bottleneck = bottlenecks(
    windows.map(({ health }) => health),
    usage.machineBusy,
  )
  const metrics = findings.metrics && summariseMetrics(findings.metrics, findings, joined)
  const outcome = {
    tool: 'plenary-load',
    protocolVersion: PROTOCOL_VERSION,
    options,
    machine: describeMachine(),
    joined,
    ...summariseFailures(options, findings),
    join: {
      /** Who is in no percentile of `allShownMs`, because it never came to that. */
      incomplete: joins.incomplete,
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
    media: summariseMedia(options, windows, measures.packetDelay),
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
    metrics,
    generator: {
      cores: round(sum(windows, ({ health }) => health.cpu)),
      machineBusy: round(usage.machineBusy),
      processes: windows.map(({ health }) => describeHealth(health)),
      isBottleneck: bottleneck.length > 0,
      bottleneck,
    },
  }
  return {
    ...outcome,
    /** What went wrong: nothing in a run that passed. */
    problems: findProblems(outcome),
    /** Why the figures should not be trusted. */
    doubts: findDoubts(metrics?.loadLevelMax, bottleneck),
  }
}

function summariseFailures(options: LoadOptions, { windows, failures }: Findings) {
  const silent = windows
    .flatMap((window) => window.silent)
    .filter((index) => !isSilenceExpected(options, index))
  return {
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

function summariseMetrics(metrics: MetricsWatch, { phases }: Findings, joined: number) {
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
  }
}

function eventLoopDelay(metrics: MetricsWatch, span: { from: number; until: number }) {
  const seconds = metrics.series('plenary_event_loop_delay_seconds', { quantile: '0.99' }, span)
  const middle = median(seconds)
  if (middle === undefined) return undefined
  return { median: round(middle * 1000), max: round(Math.max(...seconds) * 1000) }
}

function highest(metrics: MetricsWatch, name: string): number | undefined {
  const values = metrics.series(name)
  return values.length > 0 ? Math.max(...values) : undefined
}

function describeHealth({ pid, cpu, core, niceness, loop, lateTicks, worstLatenessMs }: Health) {
  return {
    pid,
    core,
    niceness,
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
  return Distribution.ofValues(values).summary()
}
