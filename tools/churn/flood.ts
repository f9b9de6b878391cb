import { setTimeout as delay } from 'node:timers/promises'
import type { RtpCapabilities } from '../../protocol/index.ts'
import type { Choices } from './choices.ts'

/** What an attack has to work with. */
export interface FloodTarget {
  /** Origin of the server. */
  url: string
  /** Address of this machine that the attack comes from. */
  from: string
  /** Name of a room in which somebody else sits. */
  room: string
  /** What a participant says it can receive. */
  rtpCapabilities: RtpCapabilities
  choices: Choices
  /** When to stop, by `performance.now()`. */
  until: number
}

/** What became of an attack. */
export interface FloodOutcome {
  /** Lines, sockets or seats that it got. */
  opened: number
  /** Those that it was refused, or that were ended. */
  stopped: number
}

/** An attack, which lasts until its time is over and leaves nothing open. */
export type Flood = (target: FloodTarget) => Promise<FloodOutcome>

/** What an attack opens and holds. */
export interface Held {
  readonly isOpen: boolean
  cut(): void
}

/** How long an attack waits before it tries again what was refused, in milliseconds. */
export const PAUSE_MS = 10
// Opened at the same time.
const BATCH = 50

/** Opens one more and counts it; after a refusal, which counts as stopped, it waits a moment. */
export async function openNext<T>(
  open: () => Promise<T | undefined>,
  outcome: FloodOutcome,
): Promise<T | undefined> {
  const opened = await open()
  if (opened !== undefined) {
    outcome.opened += 1
    return opened
  }
  outcome.stopped += 1
  await delay(PAUSE_MS)
  return undefined
}

/** Opens so many, as fast as they go. */
export async function openMany<T extends Held>(
  open: () => Promise<T | undefined>,
  count: number,
  until: number,
): Promise<{ opened: T[]; refused: number }> {
  const opened: T[] = []
  let refused = 0
  for (let tried = 0; tried < count && performance.now() < until; tried += BATCH) {
    const size = Math.min(BATCH, count - tried)
    for (const one of await Promise.all(Array.from({ length: size }, open))) {
      if (one) opened.push(one)
      else refused += 1
    }
  }
  return { opened, refused }
}

/**
 * Holds what was opened until the time is over, or nothing of it is open any more.
 *
 * @param turn - done again and again with what is still open, ten milliseconds apart
 */
export async function holdUntil<T extends Held>(
  { opened, refused }: { opened: readonly T[]; refused: number },
  until: number,
  turn: (one: T) => void = () => undefined,
): Promise<FloodOutcome> {
  while (performance.now() < until && opened.some(({ isOpen }) => isOpen)) {
    for (const one of opened) if (one.isOpen) turn(one)
    await delay(PAUSE_MS)
  }
  const stopped = refused + opened.filter(({ isOpen }) => !isOpen).length
  for (const one of opened) one.cut()
  return { opened: opened.length, stopped }
}

/** Does something again and again until the time is over, so many times at once; the outcome is added up. */
export async function repeat(
  atOnce: number,
  until: number,
  once: () => Promise<FloodOutcome>,
): Promise<FloodOutcome> {
  const total = { opened: 0, stopped: 0 }
  const go = async (): Promise<void> => {
    while (performance.now() < until) {
      const { opened, stopped } = await once()
      total.opened += opened
      total.stopped += stopped
      // What ends at once must not keep this process from everything else.
      await delay(opened === 0 ? PAUSE_MS : 0)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, go))
  return total
}
