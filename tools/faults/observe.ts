import type { Observation } from './fault.ts'
import type { Meeting } from './meeting.ts'
import type { Person, Seen } from './person.ts'
import { DISCONNECTED, type Counter, type Sample } from './sample.ts'
import { gapsOf, lastingMs, longestGap, longestUnseen, reasonsOf, statusesOf } from './series.ts'

/** How a meeting was before a fault. */
export interface Before {
  at: number
  loads: number[]
  seats: Record<string, string>[]
}

/** For faults after which nothing at all may be missing. */
export const PACKETS: readonly Counter[] = ['audioPackets', 'videoPackets']

const HISTORY_MS = 1500

/** Looks at a meeting in which all is well. */
export async function lookBefore(meeting: Meeting): Promise<Before> {
  const now = Date.now()
  const seen = await Promise.all(meeting.people.map(async (person) => await person.seen(now - HISTORY_MS)))
  return {
    at: now,
    loads: seen.map(({ load }) => load),
    seats: seen.map(({ samples }) => samples.at(-1)?.seats ?? {}),
  }
}

/** What is observed, and how long. */
export interface ObserveOptions {
  /** The moment of the fault; that of `before` if absent. */
  faultAt?: number
  /** Longest wait for the end of the interruption. */
  patienceMs: number
  /** What counts as an interruption. By default sound and pictures that are seen. */
  counters?: readonly Counter[]
  /** Until when the fault itself kept a page from looking, by name of its person. */
  stoppedUntil?: Readonly<Record<string, number>>
}

/** Waits until a meeting flows again, and tells what people went through. */
export async function observe(
  meeting: Meeting,
  before: Before,
  options: ObserveOptions,
): Promise<Observation> {
  const { patienceMs, counters = ['audioPackets', 'framesDecoded'], faultAt = before.at } = options
  const { stoppedUntil = {} } = options
  const trouble = await meeting.flows(patienceMs, faultAt).then(
    () => undefined,
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  )
  const now = Date.now()
  const seen = await Promise.all(
    meeting.people.map(async (person) => await person.seen(before.at - HISTORY_MS).catch(() => undefined)),
  )
  const looks = seen.map((one, index) => ({
    name: meeting.people[index]?.name ?? '',
    samples: one?.load === before.loads[index] ? (one?.samples ?? []) : fromNothing(one?.samples, faultAt),
  }))
  const gaps = looks.flatMap(({ name, samples }) =>
    counters.map((counter) => ({
      what: `${name}'s ${counter}`,
      ms: longestGap(gapsOf(samples, counter, now), faultAt),
    })),
  )
  const looksApart = looks.map(({ name, samples }) =>
    longestUnseen(samples, counters, { from: stoppedUntil[name] ?? faultAt, to: now }),
  )
  const worst = gaps.reduce((most, gap) => (gap.ms > most.ms ? gap : most))
  const reloads = seen.filter((one, index) => one?.load !== before.loads[index]).length
  const after = seen.map((one) => one?.samples.filter(({ at }) => at > faultAt) ?? [])
  const disconnected = after.map((samples) => lastingMs(samples, ({ status }) => DISCONNECTED.has(status)))
  return {
    worst: worst.what,
    measures: {
      interruptionMs: worst.ms,
      unrecovered: trouble === undefined ? 0 : 1,
      seatsLost: seen.filter((one, index) => isSeatLost(one, before.seats[index] ?? {}, meeting.people))
        .length,
      reloads,
      disconnectedMs: Math.max(...disconnected),
      looksApartMs: Math.max(...looksApart),
    },
    noticed: [
      ...noticed(after.flat()),
      ...(reloads > 0 ? ['page reloaded'] : []),
      ...(trouble === undefined ? [] : [`not recovered: ${trouble}`]),
    ],
  }
}

/** A page that was loaded anew has seen nothing since the fault. */
function fromNothing(samples: readonly Sample[] = [], faultAt: number): readonly Sample[] {
  const [first] = samples
  if (!first) return []
  const nothing = { audioPackets: 0, audioHeard: 0, videoPackets: 0, framesDecoded: 0 }
  return [{ ...first, ...nothing, at: Math.min(faultAt, first.at) }, ...samples]
}

/** Whether somebody's own seat, or the other's as they see it, is another one or gone. */
function isSeatLost(
  seen: Seen | undefined,
  seats: Record<string, string>,
  people: readonly Person[],
): boolean {
  const now = seen?.samples.at(-1)?.seats ?? {}
  return people.some(({ name }) => seats[name] !== now[name])
}

/** What pages said, by status and by tile. */
export function noticed(samples: readonly Sample[]): string[] {
  return [...statusesOf(samples), ...reasonsOf(samples)]
}
