interface Pending {
  resolve(data: unknown): void
  reject(error: Error): void
}

/** Calls to another process or program that wait for their answer, told apart by number. */
export class PendingCalls {
  readonly #pending = new Map<number, Pending>()
  #nextId = 1

  /**
   * Makes a call.
   *
   * @param send - sends it under its number
   * @returns the data of the answer
   */
  async call(send: (id: number) => void): Promise<unknown> {
    const id = this.#nextId++
    return await new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve, reject })
      send(id)
    })
  }

  /** The answer to a call; ignored when nobody waits for it. */
  resolve(id: number, data: unknown): void {
    this.#take(id)?.resolve(data)
  }

  /** A call failed, on this side or the other. */
  reject(id: number, error: Error): void {
    this.#take(id)?.reject(error)
  }

  /** No call will be answered any more. */
  rejectAll(error: Error): void {
    for (const { reject } of this.#pending.values()) reject(error)
    this.#pending.clear()
  }

  #take(id: number): Pending | undefined {
    const pending = this.#pending.get(id)
    this.#pending.delete(id)
    return pending
  }
}
