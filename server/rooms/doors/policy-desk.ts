/** Lets one piece of work on the policy of a room follow another, while the room itself is not there. */
export class PolicyDesk {
  readonly #tails = new Map<string, Promise<unknown>>()

  /** Runs work on the policy of a room after all that was begun before. */
  async run<T>(room: string, work: () => Promise<T>): Promise<T> {
    const before = this.#tails.get(room) ?? Promise.resolve()
    const own = before.then(work, work)
    const tail = own.catch(() => undefined)
    this.#tails.set(room, tail)
    try {
      return await own
    } finally {
      if (this.#tails.get(room) === tail) this.#tails.delete(room)
    }
  }

  /** Fulfilled when nothing is under way; undefined when that is so now. */
  idle(room: string): Promise<unknown> | undefined {
    return this.#tails.get(room)
  }
}
