import type { Check } from './verdict.ts'

/**
 * Below this nobody notices anything, and the recorder, which looks every 50 ms,
 * cannot tell an interruption from two packets that came together.
 */
export const UNNOTICED_MS = 250

/** Everybody keeps the seat, and is back without help. */
export const NOBODY_LOST: readonly Check[] = [
  { measure: 'seatsLost', statistic: 'max', atMost: 0 },
  { measure: 'unrecovered', statistic: 'max', atMost: 0 },
  { measure: 'reloads', statistic: 'max', atMost: 0 },
]

/** A limit of the interruption in milliseconds. */
export function interruption(statistic: Check['statistic'], atMost: number): Check {
  return { measure: 'interruptionMs', statistic, atMost }
}

/** No page ever says that signaling or media is not there. */
export const CONNECTED: Check = { measure: 'disconnectedMs', statistic: 'max', atMost: 0 }
