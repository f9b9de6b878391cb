import { setTimeout as delay } from 'node:timers/promises'
import type { Random } from '../harness/random.ts'

// Browsers check a path that works every 2.5 s: a fault may come at any point in between.
const SPREAD_MS = 2500

/** Waits up to 2.5 s, for how long the seed decides, so that faults come at different moments. */
export async function waitForSeededMoment(random: Random): Promise<void> {
  await delay(random() * SPREAD_MS)
}
