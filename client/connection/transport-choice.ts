import { createTabStorage, type TabStorage } from './tab-storage.ts'

/** What carries a connection. */
export type TransportName = 'websocket' | 'polling'

const KEY = 'transport'
/**
 * So many attempts of a transport that has worked must fail, each while the server answers
 * other requests, before another one is tried: a server that has just come back is slow to
 * everybody, and must not drive a whole meeting into polling.
 */
const PATIENCE = 3

/**
 * Chooses what the next attempt to connect uses: WebSockets, or HTTP long-polling where a
 * proxy or a network lets no WebSocket pass. What worked is remembered in this tab.
 */
export class TransportChoice {
  readonly #storage: TabStorage
  #current: TransportName
  /** Whether the current one has worked in this tab. */
  #proven: boolean
  /** Whether both were tried since something last worked. */
  #exhausted = false
  #failures = 0

  constructor(storage: TabStorage = createTabStorage()) {
    this.#storage = storage
    const known = storage.read(KEY)
    this.#current = known === 'polling' ? 'polling' : 'websocket'
    this.#proven = known === 'polling' || known === 'websocket'
  }

  /** What the next attempt uses. */
  get current(): TransportName {
    return this.#current
  }

  /** Whether nothing is known yet: then an attempt must not take long. */
  get isFirst(): boolean {
    return !this.#proven && !this.#exhausted
  }

  /** An attempt has succeeded. */
  worked(): void {
    this.#proven = true
    this.#exhausted = false
    this.#failures = 0
    this.#storage.write(KEY, this.#current)
  }

  /**
   * An attempt has failed.
   *
   * @param answered - whether the server had just answered another request
   * @returns whether the other transport is worth trying at once, before anybody says that
   *   the server cannot be reached
   */
  failed(answered: boolean): boolean {
    if (this.isFirst) {
      this.#switch()
      this.#exhausted = true
      return true
    }
    if (answered) this.#failures += 1
    if (this.#proven ? this.#failures >= PATIENCE : answered || this.#current === 'polling') this.#switch()
    return false
  }

  #switch(): void {
    this.#current = this.#current === 'websocket' ? 'polling' : 'websocket'
    this.#proven = false
    this.#exhausted = true
    this.#failures = 0
  }
}
