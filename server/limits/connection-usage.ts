import { TokenBucket, type Rate } from '../lib/token-bucket.ts'
import type { AddressAccount, Release } from './address-account.ts'

/** What one connection may send. */
export interface ConnectionRates {
  readonly messages: Rate
  readonly bytes: Rate
}

/**
 * What one connection uses, of its own and of what its address has left. Everything that
 * arrives is charged here before it is parsed, whatever carries it: WebSocket frames, the body
 * of a post, messages of a data channel.
 */
export class ConnectionUsage {
  readonly #account: AddressAccount
  readonly #messages: TokenBucket
  readonly #bytes: TokenBucket

  constructor(account: AddressAccount, { messages, bytes }: ConnectionRates) {
    const now = performance.now()
    this.#account = account
    this.#messages = new TokenBucket(messages.perSecond, messages.burst, now)
    this.#bytes = new TokenBucket(bytes.perSecond, bytes.burst, now)
  }

  /** What is the same for all connections of an address. */
  get payer(): object {
    return this.#account
  }

  /** The canonical address, an IPv6 one as its /64 network. */
  get address(): string {
    return this.#account.address
  }

  /**
   * Charges what has arrived.
   *
   * @returns false when it is more than the connection or its address may send: then it must
   *   not be parsed, and what it came on is ended
   */
  takeArrived(arrived: { messages: number; bytes: number }): boolean {
    const now = performance.now()
    return (
      this.#messages.take(now, arrived.messages) &&
      this.#bytes.take(now, arrived.bytes) &&
      this.#account.take('messages', arrived.messages, now) &&
      this.#account.take('bytes', arrived.bytes, now)
    )
  }

  /** Charges the address with an attempt to join; false when it makes too many. */
  takeJoin(): boolean {
    return this.#account.take('joins', 1, performance.now())
  }

  /** Charges the address with media above its limit. It outlives connections and seats. */
  overran(): void {
    this.#account.overran(performance.now())
  }

  /** Whether anybody behind the address sent media above its limit lately. */
  hasOverrun(): boolean {
    return this.#account.hasOverrun(performance.now())
  }

  /** Takes a room or a seat for the address; undefined when it has as many as it may have. */
  hold(what: 'rooms' | 'seats'): Release | undefined {
    return this.#account.hold(what)
  }
}
