import type { Health } from './messages.ts'

// What a process can carry before it is the bottleneck itself, as a share.
const LOOP_LIMIT = 0.85
const CORE_LIMIT = 0.95
const LATE_LIMIT = 0.01
const MACHINE_LIMIT = 0.95

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

/** Why the figures do not show what the server can do: it saved, or the load tester was too slow. */
export function findDoubts(loadLevelMax: number | undefined, bottleneck: readonly string[]): string[] {
  return [
    ...(loadLevelMax !== undefined && loadLevelMax > 0
      ? [`the server was overloaded and sent less than was asked for (load level ${loadLevelMax})`]
      : []),
    ...bottleneck.map((reason) => `the load tester is the bottleneck: ${reason}`),
  ]
}

/** What a verdict is about. */
export interface Outcome {
  options: { participants: number; view: number | 'all' }
  joined: number
  failed: number
  silent: readonly number[]
  join: { incomplete: number }
  media: { streams: Record<'video' | 'audio', { wanted: number | undefined; open: number; dead: number }> }
  newcomers: { incomplete: number; failures: readonly string[] } | undefined
}

/** What went wrong for those who took part; a run without a word of this has passed. */
export function findProblems({ options, joined, failed, silent, join, media, newcomers }: Outcome): string[] {
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
    [newcomers?.failures.length ?? 0, 'newcomers could not join'],
    // A newcomer who could not join saw nothing either.
    [(newcomers?.incomplete ?? 0) - (newcomers?.failures.length ?? 0), 'newcomers never saw everything'],
  ]
  return counts.flatMap(([count, what]) => (count > 0 ? [`${count} ${what}`] : []))
}
