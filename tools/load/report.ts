import type { Summary } from '../harness/distribution.ts'
import type { GeneratorProcess } from './generator-process.ts'
import type { LoadResult } from './result.ts'

/** One line about what happens now. */
export function progressLine(generators: readonly GeneratorProcess[]): string {
  const parts = generators.flatMap(({ progress }) => progress ?? [])
  const sum = (read: (part: (typeof parts)[number]) => number): number =>
    Math.round(parts.reduce((total, part) => total + read(part), 0) * 10) / 10
  const failed = sum((part) => part.failed)
  return [
    `${sum((part) => part.joined)} joined`,
    ...(failed > 0 ? [`${failed} failed`] : []),
    `receiving ${Math.round(sum((part) => part.receivedPerSecond))} packets/s`,
    `${sum((part) => part.receivedMbps)} Mbit/s`,
    `sending ${Math.round(sum((part) => part.sentPerSecond))} packets/s`,
    `load tester ${sum((part) => part.cpu)} cores`,
  ].join(', ')
}

/** The result for people. */
export function reportLines(result: LoadResult): string[] {
  const { join, media, onset, paging, events, newcomers, server, metrics } = result
  return [
    `Joined ${result.joined}, failed ${result.failed}${result.silent.length > 0 ? `, received nothing: ${result.silent.length}` : ''}`,
    ...result.failures.map(({ reason, count }) => `  ${count} x ${reason}`),
    ...timing('Join, to the answer', join.replyMs),
    ...timing('Join, to open transports', join.openMs),
    ...timing('Join, to the first media', join.firstMediaMs),
    ...timing('Join, to all shown', join.allShownMs),
    ...(join.incomplete > 0 ? [`  not among them: ${join.incomplete} who never saw everything`] : []),
    `Media: ${media.receivedPacketsPerSecond} packets/s, ${media.receivedMbps} Mbit/s to participants; ` +
      `${media.sentPacketsPerSecond} packets/s, ${media.sentMbps} Mbit/s from them; loss ${percent(media.loss)}; ` +
      `${media.wrongSsrcs} wrong SSRCs, ${media.lateKeyFrames} late key frames`,
    flowLine('Pictures', media.streams.video),
    flowLine('Sounds', media.streams.audio),
    `Each participant: ${media.streamsPerParticipant} streams, ` +
      `${metrics?.consumersPerParticipant ?? '-'} consumers at the server, ` +
      `${media.signalingMessagesPerParticipantMinute} signaling messages a minute`,
    ...timing('Packet, sender to receiver', media.delayMs),
    ...timing('Voice heard, stream running', onset.runningMs),
    ...timing('Voice heard, stream paused before', onset.resumedMs),
    ...timing('Voice heard, new stream', onset.newMs),
    ...(onset.expected > 0 ? [`Voices heard: ${onset.heard} of ${onset.expected}`] : []),
    ...timing('Page turned, to its last picture', paging.turnMs),
    ...timing('Picture shown that nobody had shown before', paging.wakeMs),
    ...(paging.unfinished > 0 ? [`Pages turned again before all was shown: ${paging.unfinished}`] : []),
    ...timing('Event, to one participant', events.deliveryMs),
    ...timing('Event, to the last participant', events.toAllMs),
    ...(events.undelivered > 0 ? [`Events that did not reach everybody: ${events.undelivered}`] : []),
    ...(newcomers ? newcomerLines(newcomers) : []),
    ...(server ? [serverLine(server)] : []),
    ...eventLoop('while all joined', metrics?.eventLoopP99Ms.join),
    ...eventLoop('while measuring', metrics?.eventLoopP99Ms.window),
    ...generatorLines(result),
    ...result.problems.map((problem) => `FAILED: ${problem}.`),
    ...result.doubts.map((doubt) => `DO NOT TRUST THESE FIGURES: ${doubt}.`),
  ]
}

function serverLine(server: NonNullable<LoadResult['server']>): string {
  const workers = server.workers.map(({ cores }) => cores).join(' + ')
  return (
    `Server: ${server.cores} cores (Node ${server.nodeCores}, workers ${workers}), ` +
    `${server.workerMicrosecondsPerPacket ?? '-'} µs of worker a packet, ` +
    `memory ${server.nodeMegabytes} + ${server.workerMegabytes} MB, ${server.megabytesPerParticipant} MB a participant`
  )
}

type Streams = LoadResult['media']['streams']['video' | 'audio']

function flowLine(what: string, { wanted, open, running, carried, expected, dead }: Streams): string {
  return (
    `${what}: ${open} streams open${wanted === undefined ? '' : ` of ${wanted} that should be`}, ${running} running, ` +
    `${carried} carried packets; ${expected} had to, ${dead} of them did not`
  )
}

function eventLoop(when: string, delay: { median: number; max: number } | undefined): string[] {
  if (!delay) return []
  return [`Event loop of the server ${when}, p99: median ${delay.median} ms, max ${delay.max} ms`]
}

function generatorLines({ media, generator }: LoadResult): string[] {
  const { sampledPackets, unreadablePackets } = media
  const places = generator.processes.map(placeOf).join(', ')
  return [
    ...(sampledPackets > 0
      ? [`Looked into ${sampledPackets} packets, of which ${unreadablePackets} could not be decrypted`]
      : []),
    `Load tester: ${generator.cores} cores in ${generator.processes.length} processes (${places}), ` +
      `${percent(generator.machineShare)} of this machine, which was ${percent(generator.machineBusy)} busy`,
  ]
}

function placeOf({ core, niceness }: LoadResult['generator']['processes'][number]): string {
  return `${core === undefined ? 'any core' : `core ${core}`}, niceness ${niceness}`
}

function newcomerLines(newcomers: NonNullable<LoadResult['newcomers']>): string[] {
  const { count, incomplete, signalingBytes, server } = newcomers
  return [
    `Newcomers: ${count}, of whom ${incomplete} never saw everything`,
    ...newcomers.failures.map((failure) => `  ${failure}`),
    ...timing('Newcomer, to the answer', newcomers.replyMs),
    ...timing('Newcomer, to the first media', newcomers.firstMediaMs),
    ...timing('Newcomer, to all shown', newcomers.allShownMs),
    ...(signalingBytes
      ? [`Newcomer, signaling: p50 ${signalingBytes.p50} bytes, p95 ${signalingBytes.p95} bytes`]
      : []),
    ...(server?.nodeCpuMsPerJoin === undefined
      ? []
      : [`Newcomer, CPU of Node beyond that of the room: ${server.nodeCpuMsPerJoin} ms`]),
  ]
}

function timing(what: string, summary: Summary | undefined): string[] {
  if (!summary) return []
  const { p50, p95, p99, max, count } = summary
  return [`${what}: p50 ${p50} ms, p95 ${p95} ms, p99 ${p99} ms, max ${max} ms (${count})`]
}

function percent(share: number): string {
  return `${Number((share * 100).toPrecision(3))} %`
}
