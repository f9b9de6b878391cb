import { skeletonsOf, splitNameMark, withNameMark } from '../../../protocol/index.ts'

/** What is known of the name of one seat. */
interface Holder {
  readonly skeletons: readonly string[]
  /** Which one it is of those that are alike; from 1. */
  readonly number: number
}

/**
 * Tells names of a room apart that are alike: the first keeps its own, every later one gets a
 * number behind it. Whoever has a number keeps it, so that nobody's name changes because of
 * others. A number is given again only once nobody with a like name is left.
 */
export class NameMarks {
  readonly #holders = new Map<string, Holder>()
  /** Seats by what their names have in common. */
  readonly #alike = new Map<string, Set<string>>()

  /**
   * Gives a seat a name, in place of one that it may have.
   *
   * @param typed - without a mark
   * @returns the name as everybody sees it
   */
  give(seatId: string, typed: string): string {
    return this.#take(seatId, typed, this.#holders.get(seatId)?.number)
  }

  /** Takes up a name from before a restart; those of older servers may be equal. */
  restore(seatId: string, shown: string): string {
    const { name, number } = splitNameMark(shown)
    return this.#take(seatId, name, number, number)
  }

  /** The seat is gone. */
  release(seatId: string): void {
    for (const skeleton of this.#holders.get(seatId)?.skeletons ?? []) {
      const seats = this.#alike.get(skeleton)
      seats?.delete(seatId)
      if (seats?.size === 0) this.#alike.delete(skeleton)
    }
    this.#holders.delete(seatId)
  }

  /**
   * @param wanted - number that is kept if no like name has it
   * @param alone - number where there is no like name
   */
  #take(seatId: string, name: string, wanted: number | undefined, alone = 1): string {
    const skeletons = skeletonsOf(name)
    this.release(seatId)
    const taken = this.#numbersOf(skeletons)
    const keeps = wanted !== undefined && !taken.has(wanted)
    const number = taken.size === 0 ? alone : keeps ? wanted : Math.max(...taken) + 1
    this.#holders.set(seatId, { skeletons, number })
    for (const skeleton of skeletons) {
      const seats = this.#alike.get(skeleton) ?? new Set()
      this.#alike.set(skeleton, seats.add(seatId))
    }
    return withNameMark(name, number)
  }

  #numbersOf(skeletons: readonly string[]): Set<number> {
    const numbers = new Set<number>()
    for (const skeleton of skeletons) {
      for (const seatId of this.#alike.get(skeleton) ?? [])
        numbers.add(this.#holders.get(seatId)?.number ?? 1)
    }
    return numbers
  }
}
