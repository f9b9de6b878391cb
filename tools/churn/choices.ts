import { seededRandom } from '../harness/random.ts'

/** Random choices, the same for the same seed. */
export interface Choices {
  /** A whole number from 0 up to, and without, the limit. */
  below(limit: number): number
  /** One of a list; undefined of an empty one. */
  pick<T>(list: readonly T[]): T | undefined
}

/**
 * Makes choices that follow a seed.
 *
 * @param seed - any whole number
 */
export function createChoices(seed: number): Choices {
  const next = seededRandom(seed)
  const below = (limit: number): number => Math.floor(next() * limit)
  return { below, pick: (list) => list[below(list.length)] }
}
