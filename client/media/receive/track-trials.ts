// After so many failures nothing is trusted: every new track is opened alone, and left out at its first failure.
const TRUSTING_FAILURES = 4

/**
 * Which received tracks open, and which do not. A track that cannot be opened takes those with it that
 * come in the same renegotiation, and leaves the transport unusable. So after a failure
 * everything that was opened then is tried one by one over the new transport, and what fails alone is left
 * out from then on: one bad track costs two transports, and nobody's others. It outlives media sessions.
 */
export class TrackTrials {
  readonly #changed: (unopened: readonly string[]) => void
  readonly #suspects = new Set<string>()
  readonly #refused = new Set<string>()
  readonly #unopened = new Set<string>()
  #failures = 0

  /** @param changed - gets all tracks that are not played because they cannot be opened, as `trackKey` names them */
  constructor(changed: (unopened: readonly string[]) => void) {
    this.#changed = changed
  }

  /** Whether a track failed alone and is left out. */
  isRefused(key: string): boolean {
    return this.#refused.has(key)
  }

  /** Whether a track is to be opened alone. */
  isSuspect(key: string): boolean {
    return this.#suspects.has(key) || this.#isWary
  }

  /** A track is open. */
  opened(key: string): void {
    this.#suspects.delete(key)
    if (this.#unopened.delete(key)) this.#changed([...this.#unopened])
  }

  /** A track is not played this time; nothing else suffers from it. */
  leftOut(key: string): void {
    if (this.#unopened.has(key)) return
    this.#unopened.add(key)
    this.#changed([...this.#unopened])
  }

  /** Opening these tracks in one renegotiation failed, and the transport with them. */
  failed(keys: readonly string[]): void {
    const [first] = keys
    const isProven = keys.length === 1 && first !== undefined && this.isSuspect(first)
    this.#failures += 1
    for (const key of keys) {
      if (isProven) this.#refuse(key)
      else this.#suspects.add(key)
    }
  }

  get #isWary(): boolean {
    return this.#failures >= TRUSTING_FAILURES
  }

  #refuse(key: string): void {
    this.#suspects.delete(key)
    this.#refused.add(key)
    this.leftOut(key)
  }
}
