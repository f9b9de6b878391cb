/** Lets calls pass at once, or when the test says so. */
export class CallGate {
  readonly #held = new Set<string>()
  readonly #waiting: { name: string; settle: (error?: Error) => void }[] = []

  /** Calls of this name wait from now on. */
  hold(name: string): void {
    this.#held.add(name)
  }

  /** Calls of this name pass again, those that wait included. */
  open(name: string): void {
    this.#held.delete(name)
    while (this.waiting.includes(name)) this.release(name)
  }

  /** Names of the calls that wait, the oldest first. */
  get waiting(): string[] {
    return this.#waiting.map(({ name }) => name)
  }

  /** Lets the oldest waiting call of this name go on, or fail. */
  release(name: string, error?: Error): void {
    const index = this.#waiting.findIndex((call) => call.name === name)
    const [call] = index < 0 ? [] : this.#waiting.splice(index, 1)
    if (!call) throw new Error(`No call of ${name} waits.`)
    call.settle(error)
  }

  async pass(name: string): Promise<void> {
    if (!this.#held.has(name)) return
    await new Promise<void>((resolve, reject) => {
      this.#waiting.push({ name, settle: (error) => (error ? reject(error) : resolve()) })
    })
  }
}
