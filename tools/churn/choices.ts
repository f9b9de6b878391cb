import { seededRandom } from '../harness/random.ts'

/** Numbers that look random and are the same for the same seed. */
export interface Choices {
  /** A whole number from 0 to below. */
  below(limit: number): number
  pick<T>(list: readonly T[]): T | undefined
}

/** @param seed - any whole number */
export function createChoices(seed: number): Choices {
  const next = seededRandom(seed)
  const below = (limit: number): number => Math.floor(next() * limit)
  return { below, pick: (list) => list[below(list.length)] }
}
