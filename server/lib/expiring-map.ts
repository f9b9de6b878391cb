/**
 * Remembers texts until each of them expires, up to a number of them.
 *
 * What expired makes room for others; nothing else does.
 */
export class ExpiringMap<T> {
  readonly #max: number
  readonly #entries = new Map<string, { value: T; until: number }>()

  /** @param max - most entries at a time */
  constructor(max: number) {
    this.#max = max
  }

  /** What is remembered of a text; undefined when nothing is, or not any more. */
  get(key: string): T | undefined {
    const entry = this.#entries.get(key)
    return entry === undefined || entry.until <= Date.now() ? undefined : entry.value
  }

  /**
   * Remembers something.
   *
   * @param until - server time in milliseconds since 1970
   * @returns false when there is no room for it
   */
  set(key: string, value: T, until: number): boolean {
    if (this.#entries.size >= this.#max) this.#sweep()
    if (this.#entries.size >= this.#max) return false
    this.#entries.set(key, { value, until })
    return true
  }

  #sweep(): void {
    const now = Date.now()
    for (const [key, { until }] of this.#entries) if (until <= now) this.#entries.delete(key)
  }
}
