import { readFileSync, statSync } from 'node:fs'
import { z } from 'zod'
import type { Logger } from '../../observability/logger.ts'
import { idOfKey, isKey, type StoredKey } from './api-key.ts'
import { readKeys, replace } from './key-file.ts'

/** What a key turned out to be. */
export type KeyCheck =
  | { kind: 'good'; key: StoredKey }
  /** Said only to somebody who has the whole key, so that they learn why it works no more. */
  | { kind: 'expired' | 'revoked' }
  | { kind: 'unknown' }

const USES_SUFFIX = '.used'
const USES_INTERVAL_MS = 60_000
// Compared with where there is no such key, so that a wrong id takes as long as a wrong secret.
const NO_HASH = '0'.repeat(64)

const usesSchema = z.record(z.string().max(64), z.number())

/** When each key was last used, by its id: server time in milliseconds since 1970. */
export function readUses(keysFile: string): Map<string, number> {
  try {
    const uses = usesSchema.parse(JSON.parse(readFileSync(keysFile + USES_SUFFIX, 'utf8')))
    return new Map(Object.entries(uses))
  } catch {
    // It is a convenience: without it, the list says "never".
    return new Map()
  }
}

/**
 * The keys of a running server. The file is looked at with each request, which costs some microseconds: a key that
 * was revoked is worth nothing from that moment on, and no watcher can miss a change.
 */
export class KeyRing {
  readonly #file: string | undefined
  readonly #logger: Logger
  #stamp = ''
  #keys = new Map<string, StoredKey>()
  #isBroken = false
  readonly #uses: Map<string, number>
  #usesChanged = false
  readonly #timer: NodeJS.Timeout

  /** @param file - of `keysFileOf`; undefined for no keys at all */
  constructor(file: string | undefined, logger: Logger) {
    this.#file = file
    this.#logger = logger
    this.#uses = file === undefined ? new Map<string, number>() : readUses(file)
    this.#timer = setInterval(() => this.#saveUses(), USES_INTERVAL_MS)
    this.#timer.unref()
  }

  /** Whether there is any key, good or not. Without one there is no API. A list that is damaged is not empty. */
  get isEmpty(): boolean {
    this.#refresh()
    return this.#keys.size === 0 && !this.#isBroken
  }

  /**
   * Who somebody with this key is.
   *
   * @param now - server time in milliseconds since 1970
   */
  check(text: string, now: number): KeyCheck {
    this.#refresh()
    const key = this.#keys.get(idOfKey(text) ?? '')
    const isRight = isKey(text, key?.hash ?? NO_HASH)
    if (!key || !isRight) return { kind: 'unknown' }
    if (key.revokedAt !== null) return { kind: 'revoked' }
    if (key.expiresAt !== null && key.expiresAt <= now) return { kind: 'expired' }
    this.#uses.set(key.id, now)
    this.#usesChanged = true
    return { kind: 'good', key }
  }

  /** Notes for the last time when keys were used. */
  close(): void {
    clearInterval(this.#timer)
    this.#saveUses()
  }

  #refresh(): void {
    if (this.#file === undefined) return
    const stamp = stampOf(this.#file)
    if (stamp === this.#stamp) return
    this.#stamp = stamp
    this.#isBroken = false
    try {
      this.#keys = new Map(readKeys(this.#file).map((key) => [key.id, key]))
    } catch (error) {
      // What cannot be read lets nobody in, those who were let in until now included.
      this.#keys = new Map()
      this.#isBroken = true
      this.#logger.error({ err: error }, 'no API key works: the list of keys cannot be used')
    }
  }

  #saveUses(): void {
    if (this.#file === undefined || !this.#usesChanged) return
    this.#usesChanged = false
    const known = [...this.#uses].filter(([id]) => this.#keys.has(id))
    try {
      replace(this.#file + USES_SUFFIX, JSON.stringify(Object.fromEntries(known)))
    } catch (error) {
      this.#logger.warn({ err: error }, 'cannot note when API keys were used')
    }
  }
}

/** Changes with the file: each change by a program makes a new one, the rest is for people who edit it. */
function stampOf(file: string): string {
  try {
    const { ino, mtimeMs, ctimeMs, size } = statSync(file)
    return [ino, mtimeMs, ctimeMs, size].join(' ')
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? 'unknown'
  }
}
