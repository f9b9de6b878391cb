import { createHash } from 'node:crypto'
import { Problem } from './problems.ts'

/** An answer as it was sent. */
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** A request that may come twice. */
export interface Repeatable {
  /** Id of the API key: what one program sent is nothing to another. */
  readonly keyId: string
  /** The header `Idempotency-Key`. */
  readonly idempotencyKey: string
  /** Method, address and body as they came. */
  readonly request: string
}

interface Entry {
  readonly fingerprint: string
  readonly at: number
  /** Null while the first request is carried out. */
  answer: Answer | null
}

const KEPT_MS = 24 * 3_600_000
const ENTRIES_MAX = 1000
const BYTES_MAX = 1_000_000

/**
 * Answers a request that came before with the same `Idempotency-Key` as it was answered then
 * (draft-ietf-httpapi-idempotency-key-header). Kept in memory for a day, since answers hold secrets; of each API key
 * the newest thousand and a megabyte, so that no program can push out what another one relies on.
 */
export class Idempotency {
  readonly #entries = new Map<string, Map<string, Entry>>()

  /**
   * Carries a request out, or answers as before.
   *
   * @param carryOut - is called for the first of equal requests alone; what it throws is not remembered
   * @param now - server time in milliseconds since 1970
   * @throws {Problem} `idempotency_key_reused`, `idempotency_in_progress`, and what `carryOut` throws
   */
  async once(
    repeatable: Repeatable,
    carryOut: () => Promise<Answer>,
    now: number,
  ): Promise<Answer & { repeated: boolean }> {
    const entries = this.#of(repeatable.keyId, now)
    const fingerprint = createHash('sha256').update(repeatable.request).digest('base64')
    const earlier = entries.get(repeatable.idempotencyKey)
    if (earlier) {
      if (earlier.fingerprint !== fingerprint) throw new Problem('idempotency_key_reused')
      if (!earlier.answer) throw new Problem('idempotency_in_progress')
      return { ...earlier.answer, repeated: true }
    }
    const entry: Entry = { fingerprint, at: now, answer: null }
    entries.set(repeatable.idempotencyKey, entry)
    try {
      entry.answer = await carryOut()
    } catch (error) {
      entries.delete(repeatable.idempotencyKey)
      throw error
    }
    trim(entries)
    return { ...entry.answer, repeated: false }
  }

  /** How many answers are kept. */
  get size(): number {
    let size = 0
    for (const entries of this.#entries.values()) size += entries.size
    return size
  }

  #of(keyId: string, now: number): Map<string, Entry> {
    for (const [id, entries] of this.#entries) {
      // Entries stand in the order of their times.
      for (const [key, { at }] of entries) {
        if (at > now - KEPT_MS) break
        entries.delete(key)
      }
      if (entries.size === 0) this.#entries.delete(id)
    }
    const entries = this.#entries.get(keyId) ?? new Map<string, Entry>()
    this.#entries.set(keyId, entries)
    return entries
  }
}

/** Forgets the oldest answers beyond the budget; what is being carried out stays. */
function trim(entries: Map<string, Entry>): void {
  let bytes = 0
  for (const { answer } of entries.values()) bytes += answer?.body.length ?? 0
  for (const [key, { answer }] of entries) {
    if (entries.size <= ENTRIES_MAX && bytes <= BYTES_MAX) return
    if (!answer) continue
    bytes -= answer.body.length
    entries.delete(key)
  }
}
