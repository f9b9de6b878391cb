import { WORKER_NAME } from '../../scripts/worker/locate.mjs'
import type { Health } from './messages.ts'
import type { Reading } from '../harness/metrics-watch.ts'
import { AUDIO_DEFAULTS } from './server-defaults.ts'

// What a process can carry before it is the bottleneck itself, as a share.
const LOOP_LIMIT = 0.85
const CORE_LIMIT = 0.95
const LATE_LIMIT = 0.01
const MACHINE_LIMIT = 0.95
// A load tester that comes late once in a while misses fewer voices than this, as a share.
const UNHEARD_LIMIT = 0.05
// More sampled packets than this share are missing where a key is wrong, and not a socket full.
const UNREADABLE_LIMIT = 0.05
// Packets that are on their way when the window closes are fewer than this share.
const UNREADABLE_DOUBT = 0.01
// So many who speak at once are all heard.
const FORWARDED_SPEAKERS = AUDIO_DEFAULTS.loudestSpeakers

/** Why the figures may tell more about this program than about the server. */
export function bottlenecks(health: readonly Health[], machineBusy: number): string[] {
  const reasons = health.flatMap(({ pid, cpu, core, loop, lateTicks, ticks, worstLatenessMs }) => [
    ...(loop > LOOP_LIMIT ? [`process ${pid} was busy ${Math.round(loop * 100)} % of the time`] : []),
    ...(core !== undefined && cpu > CORE_LIMIT ? [`process ${pid} used all of its core`] : []),
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

/** What a verdict is about. */
export interface Outcome {
  options: { participants: number; view: number | 'all'; speakers: number }
  joined: number
  failed: number
  silent: readonly number[]
  join: { incomplete: number }
  media: {
    wrongSsrcs: number
    sampledPackets: number
    unreadablePackets: number
    streams: Record<'video' | 'audio', { wanted: number | undefined; open: number; dead: number }>
  }
  onset: Voices
  events: { undelivered: number }
  mistaken: number
  newcomers: { incomplete: number; failures: readonly string[] } | undefined
}

/** Packets that were to be decrypted, and those that could not be. */
type Sample = Pick<Outcome['media'], 'sampledPackets' | 'unreadablePackets'>

/** Voices that began, and those that were heard in time, each by every listener. */
interface Voices {
  heard: number
  expected: number
}

/** What went wrong for clients, in words; nothing when the run passed. */
export function findProblems(outcome: Outcome): string[] {
  const { options, joined, failed, silent, join, media, onset, events, newcomers, mistaken } = outcome
  const { video, audio } = media.streams
  const missing = ({ wanted = 0, open }: { wanted?: number | undefined; open: number }): number =>
    options.view === 'all' ? Math.max(0, wanted - open) : 0
  const counts: [count: number, what: string][] = [
    [failed, 'could not join, or did not stay'],
    [Math.max(0, options.participants - joined - failed), 'are missing at the end'],
    [silent.length, 'received nothing'],
    [join.incomplete, 'never saw everything that they showed first'],
    [video.dead, 'streams of video carried nothing although their publisher sent'],
    [audio.dead, 'streams of audio carried nothing although their publisher spoke'],
    [missing(video) + missing(audio), 'streams of the room were never opened'],
    [media.wrongSsrcs, 'SSRCs were unknown to their receiver, or carried more than one source'],
    [isUnreadable(media, UNREADABLE_LIMIT) ? media.unreadablePackets : 0, 'packets could not be decrypted'],
    [events.undelivered, 'events did not reach everybody'],
    [mistaken, 'were told a wrong number of participants'],
    [areLost(onset, options) ? unheard(onset) : 0, `of ${onset.expected} voices were not heard in time`],
    [newcomers?.failures.length ?? 0, 'newcomers could not join'],
    // A newcomer who could not join saw nothing either.
    [(newcomers?.incomplete ?? 0) - (newcomers?.failures.length ?? 0), 'newcomers never saw everything'],
  ]
  return counts.flatMap(([count, what]) => (count > 0 ? [`${count} ${what}`] : []))
}

/** What tells whether figures can be trusted. */
export interface Evidence {
  options: { pid?: number; speakers: number }
  media: Sample
  onset: Voices
  /** Absent where nothing was measured. */
  server: { workers: readonly unknown[] } | undefined
  /** Absent where there are none. */
  metrics: { loadLevelMax: number | undefined; scrapes: Reading } | undefined
  generator: { bottleneck: readonly string[] }
}

/**
 * Why the figures do not show what the server can do: it saved, or nobody knows whether
 * it did, not all of it was measured, or the load tester was too slow.
 */
export function findDoubts({ options, media, onset, server, metrics, generator }: Evidence): string[] {
  return [
    ...(metrics ? doubtMetrics(metrics) : []),
    ...doubtUsage(options, server),
    ...doubtVoices(onset, options),
    ...doubtSample(media),
    ...generator.bottleneck.map((reason) => `the load tester is the bottleneck: ${reason}`),
  ]
}

function doubtMetrics({ loadLevelMax, scrapes }: NonNullable<Evidence['metrics']>): string[] {
  if (loadLevelMax !== undefined && loadLevelMax > 0) {
    return [`the server was overloaded and sent less than was asked for (load level ${loadLevelMax})`]
  }
  const { read, missed, reason } = scrapes
  const isKnown = loadLevelMax !== undefined && missed <= read
  // A window may be too short for a single look.
  if (isKnown || read + missed === 0) return []
  const what =
    missed > 0 ? `figures were missing ${missed} of ${read + missed} times` : 'figures lack its load level'
  return [
    `the server's own ${what}${reason === undefined ? '' : ` (${reason})`}, so nobody knows whether it saved`,
  ]
}

function doubtUsage({ pid }: Evidence['options'], server: Evidence['server']): string[] {
  if (pid !== undefined && !server) return [`nothing could be read of process ${pid} on this machine`]
  if (!server || server.workers.length > 0) return []
  return [
    `no process named ${WORKER_NAME} was found below the server, so the CPU of its workers is not told apart`,
  ]
}

function doubtVoices(voices: Voices, options: Evidence['options']): string[] {
  const missing = unheard(voices)
  if (missing === 0 || areLost(voices, options)) return []
  const why =
    options.speakers > FORWARDED_SPEAKERS
      ? `a server forwards no more than ${FORWARDED_SPEAKERS} at once unless its settings say so`
      : 'the server or the load tester was late'
  return [`${missing} of ${voices.expected} voices were not heard in time: ${why}`]
}

function doubtSample(media: Sample): string[] {
  if (!isUnreadable(media, UNREADABLE_DOUBT) || isUnreadable(media, UNREADABLE_LIMIT)) return []
  const { unreadablePackets, sampledPackets } = media
  return [
    `${unreadablePackets} of ${sampledPackets} packets that it looked into got lost inside the load tester`,
  ]
}

function isUnreadable({ unreadablePackets, sampledPackets }: Sample, limit: number): boolean {
  return unreadablePackets > sampledPackets * limit
}

function unheard({ heard, expected }: Voices): number {
  return Math.max(0, expected - heard)
}

/** More than comes of a load tester that is late now and then, or of a server that leaves out the quietest. */
function areLost(voices: Voices, { speakers }: { speakers: number }): boolean {
  return speakers <= FORWARDED_SPEAKERS && unheard(voices) > voices.expected * UNHEARD_LIMIT
}
