import { randomInt } from 'node:crypto'
import {
  CHECK_CODE_ALPHABET,
  CHECK_CODE_LENGTH,
  CHECK_KEPT_SECONDS,
  readCheckCode,
  verdictOf,
  type CheckResult,
  type CheckVerdict,
} from '../../protocol/index.ts'

/** What a guest's check found, as the operator sees it. */
export interface KeptCheck {
  /** Eight characters, see `shownCheckCode`. */
  readonly code: string
  /** Server time in milliseconds since 1970. */
  readonly at: number
  /** Address that the guest came from, an IPv6 one as its /64 network. */
  readonly address: string
  /** Follows from the result; no page can claim another one. */
  readonly verdict: CheckVerdict
  readonly result: CheckResult
}

// About a kilobyte each.
const KEPT_MAX = 1000
// So that one address cannot push out what all others left.
const KEPT_PER_ADDRESS = 20

/**
 * What the guests' checks found in the last day, in memory. A code has 36 bits: with a thousand of them kept, of a
 * hundred million tries one hits. Whoever tries needs a key of the operator, of which each may ask a few times a second.
 */
export class CheckResults {
  /** The oldest first. */
  readonly #kept = new Map<string, KeptCheck>()
  readonly #listeners = new Set<(check: KeptCheck) => void>()

  /**
   * What is kept under a code.
   *
   * @param typed - as somebody typed it
   * @returns undefined when there is nothing, or nothing any more
   */
  get(typed: string): KeptCheck | undefined {
    this.#forgetOld()
    const code = readCheckCode(typed)
    return code === undefined ? undefined : this.#kept.get(code)
  }

  /** All that is kept, the newest first. */
  recent(): readonly KeptCheck[] {
    this.#forgetOld()
    return [...this.#kept.values()].reverse()
  }

  /** Hears of each result that comes or is corrected. Returns the end of the subscription. */
  onResult(listener: (check: KeptCheck) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /**
   * Keeps a result for a day; the oldest one makes room.
   *
   * @param former - code of the one that this one corrects
   * @returns its code
   */
  keep(result: CheckResult, address: string, former?: string): string {
    this.#forgetOld()
    if (former !== undefined) this.#kept.delete(former)
    const ofAddress = [...this.#kept.values()].filter((one) => one.address === address)
    const [oldest] = ofAddress.length >= KEPT_PER_ADDRESS ? ofAddress : this.#kept.values()
    if (oldest && (ofAddress.length >= KEPT_PER_ADDRESS || this.#kept.size >= KEPT_MAX)) {
      this.#kept.delete(oldest.code)
    }
    const code = former ?? this.#newCode()
    const kept = { code, at: Date.now(), address, verdict: verdictOf(result), result }
    this.#kept.set(code, kept)
    for (const listener of this.#listeners) listener(kept)
    return code
  }

  #newCode(): string {
    for (;;) {
      const code = randomCode()
      if (!this.#kept.has(code)) return code
    }
  }

  #forgetOld(): void {
    const before = Date.now() - CHECK_KEPT_SECONDS * 1000
    for (const { code, at } of this.#kept.values()) {
      if (at > before) return
      this.#kept.delete(code)
    }
  }
}

function randomCode(): string {
  const { length } = CHECK_CODE_ALPHABET
  return Array.from({ length: CHECK_CODE_LENGTH }, () => CHECK_CODE_ALPHABET[randomInt(length)]).join('')
}
