import { TokenBucket, type Rate } from '../lib/token-bucket.ts'

/** What one address may have at a time. */
export interface HeldLimits {
  /** TCP connections, of which some carry nothing but pages. */
  readonly tcpConnections: number
  /** Signaling sockets, from the HTTP upgrade on. */
  readonly sockets: number
  /** Signaling sockets that were let in. */
  readonly sessions: number
  readonly rooms: number
  /** Seats, those that wait for their owner included. */
  readonly seats: number
}

/** What one address may do, for long and at once. */
export interface AddressRates {
  readonly joins: Rate
  /** HTTP requests that are not signaling. */
  readonly requests: Rate
  /** TCP connections that are opened. */
  readonly connections: Rate
  /** Messages of all its connections: frames, posts and data channel messages. */
  readonly messages: Rate
  /** Bytes of these. */
  readonly bytes: Rate
}

/** What one address may have and do. */
export interface AddressLimits {
  readonly held: HeldLimits
  readonly rates: AddressRates
}

// Each overrun is known for so long, and no more than so many are: an hour of flooding is forgotten
// ten minutes after it.
const OVERRUN_KNOWN_SECONDS = 100
const OVERRUNS_KNOWN = 6

/** What an address has of something. */
export type HeldKind = keyof HeldLimits

/** Gives back what was held. May be called more than once. */
export type Release = () => void

/**
 * All that one address has and does. It outlives connections, so that whoever comes anew has
 * the budget that was left.
 */
export class AddressAccount {
  /** Canonical: an IPv6 address as its /64 network. */
  readonly address: string
  readonly #limits: HeldLimits
  readonly #isBlocked: () => boolean
  readonly #held: Record<HeldKind, number> = {
    tcpConnections: 0,
    sockets: 0,
    sessions: 0,
    rooms: 0,
    seats: 0,
  }
  readonly #buckets: Readonly<Record<keyof AddressRates, TokenBucket>>
  /** What is missing in it are overruns that are not forgotten yet. */
  readonly #overruns: TokenBucket

  /**
   * @param now - in milliseconds, as for `take`
   * @param isBlocked - whether nothing is taken from the address at the moment, whatever it may have
   */
  constructor(address: string, { held, rates }: AddressLimits, now: number, isBlocked = () => false) {
    this.#isBlocked = isBlocked
    this.address = address
    this.#limits = held
    const bucket = ({ perSecond, burst }: Rate): TokenBucket => new TokenBucket(perSecond, burst, now)
    this.#buckets = {
      joins: bucket(rates.joins),
      requests: bucket(rates.requests),
      connections: bucket(rates.connections),
      messages: bucket(rates.messages),
      bytes: bucket(rates.bytes),
    }
    this.#overruns = bucket({ perSecond: 1 / OVERRUN_KNOWN_SECONDS, burst: OVERRUNS_KNOWN })
  }

  /** Takes one more of something; undefined when the address has all that it may have. */
  hold(kind: HeldKind): Release | undefined {
    if (this.#held[kind] >= this.#limits[kind] || this.#isBlocked()) return undefined
    this.#held[kind] += 1
    let isHeld = true
    return () => {
      if (!isHeld) return
      isHeld = false
      this.#held[kind] -= 1
    }
  }

  /**
   * Charges what is about to be done; false when that is too much.
   *
   * @param now - in milliseconds
   */
  take(what: keyof AddressRates, count: number, now: number): boolean {
    return !this.#isBlocked() && this.#buckets[what].take(now, count)
  }

  /** Somebody behind the address sent more media than they may. `now` in milliseconds. */
  overran(now: number): void {
    this.#overruns.take(now)
  }

  /** Whether that happened lately: it is known for longer the more often it did. `now` in milliseconds. */
  hasOverrun(now: number): boolean {
    return !this.#overruns.isFull(now)
  }

  /** Whether forgetting the account would change nothing. `now` in milliseconds. */
  isIdle(now: number): boolean {
    return (
      Object.values(this.#held).every((count) => count === 0) &&
      !this.hasOverrun(now) &&
      Object.values(this.#buckets).every((bucket) => bucket.isFull(now))
    )
  }
}
