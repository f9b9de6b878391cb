import { seededRandom } from '../harness/random.ts'

/** Numbers that look random and are the same for the same seed. */
export interface Random {
  /** A whole number from 0 to below. */
  below(limit: number): number
  pick<T>(list: readonly T[]): T | undefined
}

/** @param seed - any whole number */
export function createRandom(seed: number): Random {
  const next = seededRandom(seed)
  const below = (limit: number): number => Math.floor(next() * limit)
  return { below, pick: (list) => list[below(list.length)] }
}
