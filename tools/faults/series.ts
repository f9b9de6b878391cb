import type { Counter, Sample } from './sample.ts'

/** A stretch in which a counter stood still, in milliseconds since the epoch. */
export interface Gap {
  from: number
  /** When it grew again; infinite while it has not. */
  to: number
  ms: number
}

/** Time between two looks of the recorder. */
const INTERVAL_MS = 50

/** A part of a series, in milliseconds since the epoch. */
export interface Stretch {
  from: number
  to: number
}

/**
 * Stretches in which a counter stood still, oldest first. Two looks that are far
 * apart, because the machine was busy, are no gap: only a look that saw nothing new
 * makes one. What may hide between them, `longestUnseen` tells.
 *
 * @param now - end of the observation, for a stretch that has not ended
 */
export function gapsOf(samples: readonly Sample[], counter: Counter, now?: number): Gap[] {
  const gaps: Gap[] = []
  let moved = samples[0]
  let still: Sample | undefined
  for (const sample of samples.slice(1)) {
    if (moved && sample[counter] <= moved[counter]) {
      still = sample
      continue
    }
    if (moved && still) gaps.push(closed(moved.at, still.at, sample.at))
    moved = sample
    still = undefined
  }
  const end = now ?? samples.at(-1)?.at
  if (moved && still && end !== undefined) {
    gaps.push({ from: moved.at, to: Number.POSITIVE_INFINITY, ms: end - moved.at })
  }
  return gaps
}

/** The counter grew at an unknown moment since the last look that saw nothing. */
function closed(from: number, still: number, to: number): Gap {
  const end = still + Math.min(INTERVAL_MS, to - still)
  return { from, to: end, ms: end - from }
}

/**
 * The longest time between two looks, within a stretch, of which nobody knows what
 * happened: a counter grew meanwhile, and may have stood still before that. One that
 * did not grow makes a gap anyway. The time after the last look counts as well.
 */
export function longestUnseen(
  samples: readonly Sample[],
  counters: readonly Counter[],
  { from, to }: Stretch,
): number {
  const within = (begin: number, end: number): number => Math.min(end, to) - Math.max(begin, from)
  const unseen = samples.map((sample, index) => {
    const former = samples[index - 1]
    const grew = former && counters.some((counter) => sample[counter] > former[counter])
    return grew ? within(former.at, sample.at) : 0
  })
  return Math.max(0, ...unseen, within(samples.at(-1)?.at ?? from, to))
}

/** The longest time within a stretch without a look at which a condition held. */
export function longestWithout(
  samples: readonly Sample[],
  { from, to }: Stretch,
  holds: (sample: Sample) => boolean,
): number {
  const end = Math.min(to, samples.at(-1)?.at ?? from)
  const held = samples.filter((sample) => sample.at >= from && sample.at <= end && holds(sample))
  const moments = [from, ...held.map(({ at }) => at), end]
  return Math.max(0, ...moments.slice(1).map((moment, index) => moment - (moments[index] ?? moment)))
}

/** The longest gap that lasted beyond a moment; 0 when there was none. */
export function longestGap(gaps: readonly Gap[], after: number): number {
  return gaps.filter(({ to }) => to > after).reduce((longest, { ms }) => Math.max(longest, ms), 0)
}

/** Whether a counter grows up to now. */
export function isFlowing(samples: readonly Sample[], counter: Counter, withinMs: number): boolean {
  const last = samples.at(-1)
  if (!last) return false
  const window = samples.filter(({ at }) => at > last.at - withinMs)
  const first = window[0]
  if (!first || last.at - first.at < withinMs * 0.7) return false
  // Nearly every look shall see something new.
  const moves = window.slice(1).filter((sample, index) => sample[counter] > (window[index]?.[counter] ?? 0))
  return moves.length >= (window.length - 1) * 0.4
}

/** Kinds of status other than that all is well, in the order of their appearance. */
export function statusesOf(samples: readonly Sample[]): string[] {
  return [...new Set(samples.map(({ status }) => status))].filter(
    (status) => status !== '' && status !== 'connected',
  )
}

/** Everything that tiles gave as a reason. */
export function reasonsOf(samples: readonly Sample[]): string[] {
  return [...new Set(samples.flatMap(({ reasons }) => reasons))]
}

/** Milliseconds in which a condition held, from look to look. */
export function lastingMs(samples: readonly Sample[], holds: (sample: Sample) => boolean): number {
  return samples
    .slice(1)
    .reduce(
      (sum, sample, index) => sum + (holds(sample) ? sample.at - (samples[index]?.at ?? sample.at) : 0),
      0,
    )
}
