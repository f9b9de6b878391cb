import type { Observation } from './scenario.ts'
import { UNNOTICED_MS } from './checks.ts'
import type { Check } from './verdict.ts'

/** A run that says nothing, because what it needs was not there; it is repeated. */
export class VoidRun extends Error {}

/** Between two looks this far apart an interruption could hide that people notice. */
const UNSEEN_MAX_MS = UNNOTICED_MS
/** How often a run is repeated before it counts as failed. */
export const REPEATS_MAX = 3

/**
 * Why a run cannot be judged; undefined when it can. A page that does not look may
 * miss an interruption and never invents one: what breaks a limit all the same counts.
 */
export function whyVoid(
  { measures }: Pick<Observation, 'measures'>,
  checks: readonly Check[],
): string | undefined {
  const { looksApartMs = 0 } = measures
  if (looksApartMs <= UNSEEN_MAX_MS) return undefined
  if (checks.some(({ measure, atMost }) => (measures[measure] ?? 0) > atMost)) return undefined
  return `a page did not look for ${(looksApartMs / 1000).toFixed(2)} s`
}

/**
 * Makes a run, and makes it again while it cannot be judged.
 *
 * @param note - hears of each run that is void
 * @throws {Error} when the last repetition could not be judged either
 */
export async function attempt(
  run: () => Promise<Observation>,
  checks: readonly Check[],
  note: (reason: string) => void,
): Promise<Observation> {
  let reason = ''
  for (let attempts = 0; attempts <= REPEATS_MAX; attempts += 1) {
    const outcome = await judged(run, checks)
    if (typeof outcome !== 'string') return outcome
    reason = outcome
    note(reason)
  }
  throw new Error(`It could not be judged in ${REPEATS_MAX + 1} attempts: ${reason}.`)
}

/** What a run brought to light, or why that cannot be judged. */
async function judged(
  run: () => Promise<Observation>,
  checks: readonly Check[],
): Promise<Observation | string> {
  try {
    const observation = await run()
    return whyVoid(observation, checks) ?? observation
  } catch (error) {
    if (error instanceof VoidRun) return error.message
    throw error
  }
}
