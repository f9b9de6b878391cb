/** Numbers that look random and are the same for the same seed. */
export interface Random {
  /** A whole number from 0 to below. */
  below(limit: number): number
  pick<T>(list: readonly T[]): T | undefined
}

/** mulberry32, by Tommy Ettinger, in the public domain: enough for choosing what to do next. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (limit: number): number => Math.floor(next() * limit)
  return { below, pick: (list) => list[below(list.length)] }
}
