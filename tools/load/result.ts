import { arch, availableParallelism, cpus, platform, release, totalmem } from 'node:os'
import { PROTOCOL_VERSION } from '../../protocol/index.ts'
import { sum } from '../harness/counters.ts'
import { Distribution, round, type Summary } from '../harness/distribution.ts'
import type { Findings, NewcomerFindings } from './findings.ts'
import { mergeMeasures } from './measures.ts'
import { countMistaken, summariseEvents, summariseMedia } from './media-summary.ts'
import type { Health, NewcomerReport } from './messages.ts'
import type { LoadOptions } from './options.ts'
import { summariseArrivals, summariseCpu, summariseMetrics, summariseServer } from './server-summary.ts'
import type { Usage } from '../harness/usage-watch.ts'
import { bottlenecks, findDoubts, findProblems } from './verdict.ts'

/** The result of a run; docs/capacity.md explains every field. */
export type LoadResult = ReturnType<typeof createResult>

/** Makes the result of what a run measured. */
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
      /** Clients that are in no percentile of `allShownMs`, because they never received everything. */
      incomplete: joins.incomplete,
      replyMs: joins.measures.joinReply.summary(),
      openMs: joins.measures.joinToOpen.summary(),
      firstMediaMs: joins.measures.joinToFirstMedia.summary(),
      allShownMs: joins.measures.joinToAllShown.summary(),
      signalingBytes: joins.measures.signalingBytes.summary(),
      signalingMessages: joins.measures.signalingMessages.summary(),
      server: summariseCpu(joins.usage),
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
      wakeMs: measures.pageWake.summary(),
      unfinished: sum(windows, ({ unfinishedTurns }) => unfinishedTurns),
    },
    events: summariseEvents(windows, measures.event),
    /** Clients that were told another number of participants than there are. */
    mistaken: countMistaken(windows),
    newcomers: newcomers && summariseNewcomers(newcomers, usage),
    server: summariseServer(findings, options),
    metrics,
    generator: {
      cores: round(sum(windows, ({ health }) => health.cpu)),
      /** Share of all cores of this machine that the load tester itself took. */
      machineShare: round(sum(windows, ({ health }) => health.cpu) / availableParallelism()),
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
    doubts: findDoubts(outcome),
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
    /** Indices of clients that received nothing although they should have. */
    silent,
  }
}

/** Whether a client receives nothing because no other one sends. */
function isSilenceExpected(options: LoadOptions, index: number): boolean {
  const { media, audio, video, view, speakers, publishers } = options
  const sends = (video && view !== 0) || (audio && speakers > 0)
  const others = publishers - (index < publishers ? 1 : 0)
  return !media || !sends || others === 0
}

function summariseNewcomers({ reports, usage }: NewcomerFindings, room: Usage) {
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
    server: summariseArrivals(usage, room, reports.filter(({ failure }) => failure === undefined).length),
  }
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
