import { AddressAccount, type AddressLimits } from './address-account.ts'
import { BlockedAddresses } from './blocked-addresses.ts'
import { canonicalAddress } from './canonical-address.ts'

// Accounts that would be the same again are forgotten so often, in milliseconds.
const SWEEP_INTERVAL_MS = 10_000

/** The accounts of all addresses: one for each, for everything that is limited by address. */
export class AddressAccounts {
  readonly #limits: AddressLimits
  readonly #blocked: Pick<BlockedAddresses, 'has'>
  readonly #accounts = new Map<string, AddressAccount>()
  #sweptAt = 0

  /** @param blocked - addresses from which nothing is taken */
  constructor(limits: AddressLimits, blocked: Pick<BlockedAddresses, 'has'> = new BlockedAddresses()) {
    this.#blocked = blocked
    this.#limits = limits
  }

  /** How many addresses have or lately had something. */
  get size(): number {
    return this.#accounts.size
  }

  /**
   * The account of an address.
   *
   * @param address - as a socket or a trusted proxy names it
   */
  of(address: string): AddressAccount {
    const now = performance.now()
    this.#sweep(now)
    const key = canonicalAddress(address)
    const account = this.#accounts.get(key) ?? this.#open(key, now)
    this.#accounts.set(key, account)
    return account
  }

  #open(key: string, now: number): AddressAccount {
    return new AddressAccount(key, this.#limits, now, () => this.#blocked.has(key))
  }

  #sweep(now: number): void {
    if (now - this.#sweptAt < SWEEP_INTERVAL_MS) return
    this.#sweptAt = now
    for (const [key, account] of this.#accounts) if (account.isIdle(now)) this.#accounts.delete(key)
  }
}
