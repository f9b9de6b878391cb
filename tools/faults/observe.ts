import { messageOf } from '../harness/error-message.ts'
import type { Observation } from './scenario.ts'
import type { Meeting } from './meeting.ts'
import type { BrowserClient, Recording } from './browser-client.ts'
import { DISCONNECTED, type Counter, type Sample } from './sample.ts'
import { gapsOf, lastingMs, longestGap, longestUnseen, reasonsOf, statusesOf } from './series.ts'

/** How a meeting was before a fault. */
export interface Baseline {
  at: number
  loads: number[]
  seats: Record<string, string>[]
}

/** For faults that must not even delay a packet. */
export const PACKET_COUNTERS: readonly Counter[] = ['audioPackets', 'videoPackets']

const HISTORY_MS = 1500

/** Remembers how a meeting is that works, to compare with after a fault. */
export async function takeBaseline(meeting: Meeting): Promise<Baseline> {
  const now = Date.now()
  const seen = await Promise.all(
    meeting.clients.map(async (client) => await client.recording(now - HISTORY_MS)),
  )
  return {
    at: now,
    loads: seen.map(({ load }) => load),
    seats: seen.map(({ samples }) => samples.at(-1)?.seats ?? {}),
  }
}

/** How a meeting is observed after a fault. */
export interface ObserveOptions {
  /** The moment of the fault; that of `before` if absent. */
  faultAt?: number
  /** Longest wait for the end of the interruption. */
  patienceMs: number
  /** What counts as an interruption. By default packets of audio and decoded frames of video. */
  counters?: readonly Counter[]
  /** Until when the fault itself kept a page from recording, by name of its client. */
  stoppedUntil?: Readonly<Record<string, number>>
}

/** Waits until media flows again, and says how each client was interrupted meanwhile. */
export async function observe(
  meeting: Meeting,
  before: Baseline,
  options: ObserveOptions,
): Promise<Observation> {
  const { patienceMs, counters = ['audioPackets', 'framesDecoded'], faultAt = before.at } = options
  const { stoppedUntil = {} } = options
  const trouble = await meeting.waitUntilFlowing(patienceMs, faultAt).then(() => undefined, messageOf)
  const now = Date.now()
  const seen = await Promise.all(
    meeting.clients.map(
      async (client) => await client.recording(before.at - HISTORY_MS).catch(() => undefined),
    ),
  )
  const looks = seen.map((one, index) => ({
    name: meeting.clients[index]?.name ?? '',
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
      seatsLost: seen.filter((one, index) => isSeatLost(one, before.seats[index] ?? {}, meeting.clients))
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

/** The samples of a page that was loaded again, as if it had received nothing since the fault. */
function fromNothing(samples: readonly Sample[] = [], faultAt: number): readonly Sample[] {
  const [first] = samples
  if (!first) return []
  const nothing = { audioPackets: 0, audioHeard: 0, videoPackets: 0, framesDecoded: 0 }
  return [{ ...first, ...nothing, at: Math.min(faultAt, first.at) }, ...samples]
}

/** Whether a client sees a seat that changed or is gone: its own, or that of the other one. */
function isSeatLost(
  seen: Recording | undefined,
  seats: Record<string, string>,
  clients: readonly BrowserClient[],
): boolean {
  const now = seen?.samples.at(-1)?.seats ?? {}
  return clients.some(({ name }) => seats[name] !== now[name])
}

/** What pages said, by status and by tile. */
export function noticed(samples: readonly Sample[]): string[] {
  return [...statusesOf(samples), ...reasonsOf(samples)]
}
