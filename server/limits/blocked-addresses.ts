import { randomBytes } from 'node:crypto'

/** An address that is kept out for a while. */
export interface BlockedAddress {
  readonly id: string
  /** Canonical: an IPv6 address as its /64 network. */
  readonly address: string
  /** In milliseconds since 1970. */
  readonly until: number
  /** For whoever looks at the list. */
  readonly note: string
}

const ID_BYTES = 9
/** Most addresses that are blocked at a time. */
export const BLOCKED_MAX = 1000

/** Addresses from which nothing is taken any more, each until a time. */
export class BlockedAddresses {
  readonly #byAddress = new Map<string, BlockedAddress>()
  readonly #changed: (list: readonly BlockedAddress[]) => void

  /**
   * @param kept - those from before a restart
   * @param changed - keeps them for the next one
   */
  constructor(
    kept: readonly BlockedAddress[] = [],
    changed: (list: readonly BlockedAddress[]) => void = () => undefined,
  ) {
    for (const one of kept.slice(0, BLOCKED_MAX)) this.#byAddress.set(one.address, one)
    this.#changed = changed
  }

  /** Those that hold now, the newest last. */
  get list(): BlockedAddress[] {
    const now = Date.now()
    return [...this.#byAddress.values()].filter(({ until }) => until > now)
  }

  /** Whether an address is kept out. Called for everything that arrives, so it costs next to nothing. */
  has(canonical: string): boolean {
    if (this.#byAddress.size === 0) return false
    const blocked = this.#byAddress.get(canonical)
    return blocked !== undefined && blocked.until > Date.now()
  }

  /**
   * Blocks an address, or until another time than before.
   *
   * @returns undefined when the list is full
   */
  add(address: string, until: number, note: string): BlockedAddress | undefined {
    for (const { address: known, until: end } of this.#byAddress.values())
      if (end <= Date.now()) this.#byAddress.delete(known)
    this.#byAddress.delete(address)
    if (this.#byAddress.size >= BLOCKED_MAX) return undefined
    const blocked = { id: randomBytes(ID_BYTES).toString('base64url'), address, until, note }
    this.#byAddress.set(address, blocked)
    this.#changed(this.list)
    return blocked
  }

  /** Lets an address in again. It is no error when it is in already. */
  remove(id: string): void {
    for (const { address, id: known } of this.#byAddress.values())
      if (known === id) this.#byAddress.delete(address)
    this.#changed(this.list)
  }
}
