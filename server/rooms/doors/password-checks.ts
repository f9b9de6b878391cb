import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import pLimit from 'p-limit'
import { ProtocolError } from '../../../protocol/index.ts'
import { KeyedBuckets } from '../../lib/keyed-buckets.ts'
import { TokenBucket } from '../../lib/token-bucket.ts'
import { hashPassword, hasPasswordHash } from './password-hash.ts'

/** A try to enter with a password. */
export interface PasswordAttempt {
  room: string
  /** Of the room, as `hashPassword` wrote it. */
  hash: string
  password: string
  /** Canonical network address of whoever tries. */
  address: string
}

// Each takes 32 MiB and a core for some 80 ms.
const COMPUTED_AT_ONCE = 2
const COMPUTED_RATE = { perSecond: 4, burst: 8 }
const WAITING_MAX = 16
// Setting one is rarer than showing one, and never takes from those who show theirs.
const SET_RATE = { perSecond: 2, burst: 8 }
const SET_BY_ADDRESS = { perSecond: 0.1, burst: 5 }
// Wrong passwords: of an address anywhere; of an address in one room before the room counts; in a room.
const WRONG_BY_ADDRESS = { perSecond: 0.1, burst: 10 }
const WRONG_BY_VISITOR = { perSecond: 1 / 60, burst: 3 }
const WRONG_BY_ROOM = { perSecond: 1, burst: 20 }
const ADDRESSES_KEPT = 20_000
const ROOMS_KEPT = 10_000
const KEY_BYTES = 32

/**
 * Checks passwords of rooms. A right one that was seen once, or was set in this life of the server, is known by a
 * keyed hash in memory from then on: then every further try, right or wrong, costs microseconds, and floods of
 * guesses cost no more. Guesses are limited by address and by room; whoever has hardly guessed in a room is not held
 * up by the guesses of others.
 */
export class PasswordChecks {
  readonly #key = randomBytes(KEY_BYTES)
  /** Keyed hash of the right password, by stored hash. */
  readonly #known = new Map<string, Buffer>()
  /** What is being computed, by stored hash and keyed hash of what was typed. */
  readonly #pending = new Map<string, Promise<boolean>>()
  readonly #limit = pLimit(COMPUTED_AT_ONCE)
  readonly #computed: TokenBucket
  readonly #set: TokenBucket
  readonly #setByAddress = new KeyedBuckets(SET_BY_ADDRESS, ADDRESSES_KEPT)
  readonly #byAddress = new KeyedBuckets(WRONG_BY_ADDRESS, ADDRESSES_KEPT)
  readonly #byVisitor = new KeyedBuckets(WRONG_BY_VISITOR, ADDRESSES_KEPT)
  readonly #byRoom = new KeyedBuckets(WRONG_BY_ROOM, ROOMS_KEPT)
  readonly #now: () => number

  /** @param now - in milliseconds */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now
    this.#computed = new TokenBucket(COMPUTED_RATE.perSecond, COMPUTED_RATE.burst, now())
    this.#set = new TokenBucket(SET_RATE.perSecond, SET_RATE.burst, now())
  }

  /**
   * Hashes a new password.
   *
   * @param address - canonical network address of whoever sets it; undefined for a program of the operator
   * @throws {ProtocolError} `rate_limited` while too many are being computed, or were set from there
   */
  async hash(password: string, address?: string): Promise<string> {
    const now = this.#now()
    if (address !== undefined && !this.#setByAddress.take(address, now))
      throw new ProtocolError('rate_limited')
    const hash = await this.#compute(() => hashPassword(password), this.#set)
    this.#remember(hash, this.#macOf(hash, password))
    return hash
  }

  /**
   * Whether a password is right; at once where that is known without computing a hash.
   *
   * @throws {ProtocolError} `rate_limited`, right or wrong
   */
  check(attempt: PasswordAttempt): boolean | Promise<boolean> {
    this.#requireMayGuess(attempt)
    const { hash, password } = attempt
    const mac = this.#macOf(hash, password)
    const known = this.#known.get(hash)
    if (known) return this.#ended(attempt, timingSafeEqual(known, mac))
    const id = `${hash}\n${mac.toString('base64url')}`
    const pending = this.#pending.get(id) ?? this.#begin(id, attempt, mac)
    return pending.then((isRight) => this.#ended(attempt, isRight))
  }

  #begin(id: string, { hash, password }: PasswordAttempt, mac: Buffer): Promise<boolean> {
    const pending = this.#compute(() => hasPasswordHash(password, hash), this.#computed)
      .then((isRight) => {
        if (isRight) this.#remember(hash, mac)
        return isRight
      })
      .finally(() => this.#pending.delete(id))
    this.#pending.set(id, pending)
    return pending
  }

  #requireMayGuess({ room, address }: PasswordAttempt): void {
    const now = this.#now()
    const isHeldUp =
      !this.#byAddress.has(address, now) ||
      (!this.#byVisitor.has(visitorKey(room, address), now) && !this.#byRoom.has(room, now))
    if (isHeldUp) throw new ProtocolError('rate_limited')
  }

  #ended({ room, address }: PasswordAttempt, isRight: boolean): boolean {
    if (isRight) return true
    const now = this.#now()
    this.#byAddress.take(address, now)
    this.#byVisitor.take(visitorKey(room, address), now)
    this.#byRoom.take(room, now)
    return false
  }

  /** Refuses before anything is computed. */
  #compute<T>(work: () => Promise<T>, pace: TokenBucket): Promise<T> {
    const { activeCount, pendingCount } = this.#limit
    if (activeCount + pendingCount >= COMPUTED_AT_ONCE + WAITING_MAX || !pace.take(this.#now()))
      return Promise.reject(new ProtocolError('rate_limited'))
    return this.#limit(work)
  }

  #remember(hash: string, mac: Buffer): void {
    this.#known.set(hash, mac)
    const [oldest] = this.#known.keys()
    if (this.#known.size > ROOMS_KEPT && oldest !== undefined) this.#known.delete(oldest)
  }

  #macOf(hash: string, password: string): Buffer {
    return createHmac('sha256', this.#key)
      .update(`${hash}\n${password.normalize('NFC')}`)
      .digest()
  }
}

function visitorKey(room: string, address: string): string {
  return `${room}\n${address}`
}
