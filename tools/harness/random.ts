/** A source of numbers from 0 up to 1, the same for the same seed. */
export type Random = () => number

/**
 * Numbers that look random and come again with the same seed.
 *
 * Source: Tommy Ettinger, mulberry32, public domain.
 */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** A seed of its own for each run of each scenario, so that scenarios can be repeated alone. */
export function seedOf(seed: number, scenario: string, run: number): number {
  let hash = Math.imul(seed + 1, 0x9e3779b1)
  for (const letter of `${scenario}#${run}`) hash = Math.imul(hash ^ letter.charCodeAt(0), 0x01000193)
  return hash >>> 0
}
