import { setTimeout as delay } from 'node:timers/promises'
import type { Random } from '../harness/random.ts'

// Browsers check a path that works every 2.5 s: a fault may come at any point in between.
const SPREAD_MS = 2500

/** Waits for a moment that the seed chooses. */
export async function seededMoment(random: Random): Promise<void> {
  await delay(random() * SPREAD_MS)
}

/** Lets a fault last. */
export async function lasts(milliseconds: number): Promise<void> {
  await delay(milliseconds)
}
