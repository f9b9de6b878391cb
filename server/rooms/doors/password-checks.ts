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
  /** Mark of their browser; undefined when it shows none. */
  device: string | undefined
}

// Each takes 32 MiB and a core for some 80 ms.
const COMPUTED_AT_ONCE = 2
const COMPUTED_RATE = { perSecond: 4, burst: 8 }
const WAITING_MAX = 16
// Setting one is rarer than showing one, and never takes from those who show theirs.
const SET_RATE = { perSecond: 2, burst: 8 }
const SET_BY_ADDRESS = { perSecond: 0.1, burst: 5 }
// Wrong passwords of an address: in one room, where many may sit behind it; in all rooms; and in one before the room
// itself counts.
const WRONG_IN_ROOM = { perSecond: 0.1, burst: 10 }
const WRONG_ANYWHERE = { perSecond: 0.5, burst: 60 }
const WRONG_UNNOTICED = { perSecond: 1 / 60, burst: 3 }
// Of all addresses together in one room.
const WRONG_BY_ROOM = { perSecond: 1, burst: 20 }
const DEVICES_KEPT = 20_000
const ADDRESSES_KEPT = 20_000
const ROOMS_KEPT = 10_000
const KEY_BYTES = 32

/**
 * Checks passwords of rooms. A right one that was seen once, or was set in this life of the server, is known by a
 * keyed hash in memory from then on: then every further try, right or wrong, costs microseconds, and floods of
 * guesses cost no more. Guesses are limited by address and by room. Guesses of others hold nobody up in another room,
 * nor whoever has hardly guessed and sits elsewhere, nor a browser that has shown the password before: whoever knows
 * it guesses nothing. Anybody else behind the address of somebody who guesses waits for some seconds.
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
  readonly #inRoom = new KeyedBuckets(WRONG_IN_ROOM, ADDRESSES_KEPT)
  readonly #anywhere = new KeyedBuckets(WRONG_ANYWHERE, ADDRESSES_KEPT)
  readonly #unnoticed = new KeyedBuckets(WRONG_UNNOTICED, ADDRESSES_KEPT)
  /** Browsers that have shown a right password, with its hash; those of the longest ago are forgotten first. */
  readonly #passed = new Set<string>()
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

  #requireMayGuess(attempt: PasswordAttempt): void {
    if (this.#hasPassed(attempt)) return
    const now = this.#now()
    const { room, address } = attempt
    const visitor = visitorKey(room, address)
    const isHeldUp =
      !this.#anywhere.has(address, now) ||
      !this.#inRoom.has(visitor, now) ||
      (!this.#unnoticed.has(visitor, now) && !this.#byRoom.has(room, now))
    if (isHeldUp) throw new ProtocolError('rate_limited')
  }

  #ended(attempt: PasswordAttempt, isRight: boolean): boolean {
    if (isRight) {
      this.#pass(attempt)
      return true
    }
    // No guess, and no way to use up the guesses of others.
    if (this.#hasPassed(attempt)) return false
    const now = this.#now()
    const { room, address } = attempt
    const visitor = visitorKey(room, address)
    this.#anywhere.take(address, now)
    this.#inRoom.take(visitor, now)
    this.#unnoticed.take(visitor, now)
    this.#byRoom.take(room, now)
    return false
  }

  #hasPassed(attempt: PasswordAttempt): boolean {
    const key = passedKey(attempt)
    return key !== undefined && this.#passed.has(key)
  }

  #pass(attempt: PasswordAttempt): void {
    const key = passedKey(attempt)
    if (key === undefined) return
    this.#passed.delete(key)
    this.#passed.add(key)
    const [oldest] = this.#passed
    if (this.#passed.size > DEVICES_KEPT && oldest !== undefined) this.#passed.delete(oldest)
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

/** A password that is set anew has another hash: who knew the former one guesses as others do. */
function passedKey({ hash, device }: PasswordAttempt): string | undefined {
  return device === undefined ? undefined : `${hash}\n${device}`
}

function visitorKey(room: string, address: string): string {
  return `${room}\n${address}`
}
