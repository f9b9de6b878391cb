import {
  createLocalJWKSet,
  errors,
  type CryptoKey,
  type FlattenedJWSInput,
  type JSONWebKeySet,
  type JWSHeaderParameters,
  type LocalJWKSet,
} from 'jose'

/** Where keys come from and how often they are asked for. */
export interface RotatingKeysOptions {
  /** Loads a JSON Web Key Set, RFC 7517. */
  load: () => Promise<unknown>
  /** Is told when loading fails. */
  failed: (error: unknown) => void
  /** Shortest time between two loads, whether they succeed or not, in milliseconds. */
  cooldownMs?: number
  /** After this the keys are loaded anew, while those of before serve on, in milliseconds. */
  maxAgeMs?: number
  /** After this without a successful load no key is believed any more, in milliseconds. */
  keptMs?: number
  /** A clock in milliseconds that never jumps. */
  now?: () => number
}

const COOLDOWN_MS = 30_000
const MAX_AGE_MS = 600_000
const KEPT_MS = 86_400_000

/**
 * Public keys of somebody who may change them at any time. A token that names an unknown key makes the set be
 * loaded again, once for all such tokens of a while: nobody can make the server ask for each token. While the
 * source is away the keys of before serve on, for a day.
 */
export class RotatingKeys {
  readonly #options: Required<RotatingKeysOptions>
  #keys: LocalJWKSet | undefined
  #loadedAt = -Infinity
  #triedAt = -Infinity
  #loading: Promise<void> | undefined

  constructor(options: RotatingKeysOptions) {
    this.#options = {
      cooldownMs: COOLDOWN_MS,
      maxAgeMs: MAX_AGE_MS,
      keptMs: KEPT_MS,
      now: () => performance.now(),
      ...options,
    }
  }

  /** Loads the keys unless that was tried a moment ago. Never rejects: `failed` is told. */
  async refresh(): Promise<void> {
    const { now, cooldownMs } = this.#options
    if (this.#loading === undefined && now() - this.#triedAt < cooldownMs) return
    this.#loading ??= this.#load().finally(() => (this.#loading = undefined))
    await this.#loading
  }

  /**
   * The key that a signature names. For the calls of `jose` that take a function.
   *
   * @throws {Error} when no key of the set fits, also after the set was loaded again
   */
  readonly find = async (header: JWSHeaderParameters, token: FlattenedJWSInput): Promise<CryptoKey> => {
    const { now, maxAgeMs, keptMs } = this.#options
    const age = now() - this.#loadedAt
    if (age > keptMs) await this.refresh()
    else if (age > maxAgeMs) void this.refresh()
    const keys = this.#believed
    try {
      return await keys(header, token)
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error
      await this.refresh()
      if (this.#keys === keys) throw error
      return await this.#believed(header, token)
    }
  }

  get #believed(): LocalJWKSet {
    const { now, keptMs } = this.#options
    if (this.#keys === undefined || now() - this.#loadedAt > keptMs)
      throw new Error('The public keys could not be loaded.')
    return this.#keys
  }

  async #load(): Promise<void> {
    const { load, failed, now } = this.#options
    this.#triedAt = now()
    try {
      this.#keys = createLocalJWKSet((await load()) as JSONWebKeySet)
      this.#loadedAt = now()
    } catch (error) {
      failed(error)
    }
  }
}
