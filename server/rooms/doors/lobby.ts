import {
  ProtocolError,
  type ActorName,
  type LobbyDecision,
  type NotificationParams,
} from '../../../protocol/index.ts'
import { TokenBucket } from '../../lib/token-bucket.ts'
import type { EventsOfRoom } from '../ports/events.ts'
import { NameMarks } from '../seats/name-marks.ts'
import type { Seat } from '../seats/seat.ts'
import { nameOf, type Actor } from './actor.ts'
import type { LobbySettings } from './door-settings.ts'
import { randomId } from './door-tokens.ts'
import { Knocker, refusedDecision, type Arrival, type WaitingConnection } from './knocker.ts'
import { describeLobby, LobbyTeller, type LobbyTellerOptions } from './lobby-teller.ts'

/** What a lobby works with. */
export interface LobbyOptions extends Omit<LobbyTellerOptions, 'list'> {
  settings: LobbySettings
  events: Pick<EventsOfRoom, 'emit'>
  /** Writes the pass of somebody who is let in. */
  passFor: (knocker: Pick<Knocker, 'id' | 'arrival'>) => string
  /** The same for whoever has no reason to wait any more: it says that they may join, and gives them nothing. */
  passOfNobody: (knocker: Pick<Knocker, 'id' | 'arrival'>) => string
  /** Whether somebody still has a reason to wait. */
  mustWait: (arrival: Arrival) => boolean
  /** Nobody waits any more. */
  emptied: () => void
}

/** Whom a host means: some, or all who wait at that moment. */
export type Knockers = readonly string[] | 'all'

// Those who are let in together are told a few at a time: each of them joins at once.
const TOLD_AT_ONCE = 10
const TELL_INTERVAL_MS = 250
// Places that are kept in all, those of whom it was decided among them, for each that may wait.
const DECIDED_SHARE = 2
const MESSAGE_RATE = { perSecond: 0.5, burst: 5 }

/** Those who wait to be let into one room. They have neither a seat nor media. */
export class Lobby {
  readonly #options: LobbyOptions
  readonly #knockers = new Map<string, Knocker>()
  readonly #names = new NameMarks()
  readonly #teller: LobbyTeller
  readonly #messages: TokenBucket
  /** Those who were let in and have not been told yet. */
  #untold: Knocker[] = []
  #timer: NodeJS.Timeout | undefined

  constructor(options: LobbyOptions) {
    this.#options = options
    this.#teller = new LobbyTeller({ ...options, list: () => this.list() })
    this.#messages = new TokenBucket(MESSAGE_RATE.perSecond, MESSAGE_RATE.burst, performance.now())
  }

  /** How many wait. */
  get size(): number {
    return this.#waiting().length
  }

  /** Nobody waits, or has to be told of a decision. */
  get isEmpty(): boolean {
    return this.size === 0 && this.#untold.length === 0
  }

  /** Who waits, as hosts see it. */
  list(): NotificationParams<'lobby:changed'> {
    return describeLobby(this.#waiting())
  }

  /** Whether this id has a place, which its bearer may take again. */
  knows(id: string | undefined): id is string {
    return id !== undefined && this.#knockers.has(id)
  }

  /** Takes a place again after the connection broke, or in another window. */
  comeBack(id: string, connection: WaitingConnection): void {
    this.#knockers.get(id)?.connect(connection)
    this.#teller.changed()
  }

  /**
   * Somebody begins to wait.
   *
   * @returns the id of their place
   * @throws {ProtocolError} `lobby_full`, `network_full`
   */
  enter(arrival: Arrival, connection: WaitingConnection): string {
    const { settings, events } = this.#options
    const { address } = connection.usage
    const waiting = this.#waiting()
    const ofAddress = waiting.filter((one) => one.address === address).length
    if (waiting.length >= settings.maxWaiting || ofAddress >= settings.maxPerAddress)
      throw new ProtocolError('lobby_full')
    if (this.#knockers.size >= DECIDED_SHARE * settings.maxWaiting) this.#forgetOldestDecision()
    const release = connection.usage.hold('seats')
    if (!release) throw new ProtocolError('network_full')
    const id = randomId()
    const shownName = this.#names.give(id, arrival.displayName)
    this.#knockers.set(id, new Knocker({ id, shownName }, arrival, connection, release))
    events.emit('knocked', { id, displayName: shownName })
    this.#teller.changed()
    return id
  }

  /** The connection of a place broke; the place is kept for a while. */
  connectionLost(id: string, connection: WaitingConnection): void {
    const knocker = this.#knockers.get(id)
    if (!knocker?.disconnect(connection) || !knocker.isWaiting) return
    knocker.expireAfter(this.#options.settings.graceMs, () => this.#remove(knocker))
    this.#teller.changed()
  }

  /** Somebody waits no longer. */
  leave(id: string, connection: WaitingConnection): void {
    const knocker = this.#knockers.get(id)
    if (knocker && knocker.connection === connection) this.#remove(knocker)
  }

  /**
   * Lets people in who wait. Of whom it was decided already is left out, so two hosts decide once.
   *
   * @returns how many
   */
  admit(knockers: Knockers, by: Actor): number {
    return this.#decideAll(this.#select(knockers), nameOf(by), (knocker) => ({
      kind: 'admitted',
      pass: this.#options.passFor(knocker),
    }))
  }

  /** @returns how many are not let in */
  deny(knockers: Knockers, by: Actor, reason?: string): number {
    return this.#decideAll(this.#select(knockers), nameOf(by), () => refusedDecision('lobby_denied', reason))
  }

  /**
   * Says something to everybody who waits.
   *
   * @returns how many are there to hear it
   * @throws {ProtocolError} `rate_limited`
   */
  say(text: string, { name }: Actor): number {
    if (!this.#messages.take(performance.now())) throw new ProtocolError('rate_limited')
    const listeners = this.#waiting().flatMap(({ connection }) => connection ?? [])
    for (const connection of listeners) connection.notify('lobby:told', { text, by: name })
    return listeners.length
  }

  /** A seat came, came back, or has another role: a host sees who waits. */
  seatChanged(seat: Seat): void {
    if (this.#knockers.size > 0) this.#teller.tell(seat)
  }

  /**
   * Rules changed or a host came: whoever has no reason to wait any more may join. Nobody decided that, so nothing is
   * told of a decision.
   */
  reconsider(): void {
    const free = this.#waiting().filter(({ arrival }) => !this.#options.mustWait(arrival))
    this.#decideAll(free, undefined, (knocker) => ({
      kind: 'admitted',
      pass: this.#options.passOfNobody(knocker),
    }))
  }

  /** @param hasEnded - the meeting was ended for all; else the server stops, and they knock again */
  close({ hasEnded }: { hasEnded: boolean }): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#teller.close()
    for (const knocker of this.#knockers.values()) {
      if (hasEnded && knocker.isWaiting) knocker.decide(refusedDecision('room_ended'))
      // Those of whom it was decided may not have been told yet.
      knocker.tell()
      knocker.end()
    }
    this.#knockers.clear()
    this.#untold = []
  }

  #waiting(): Knocker[] {
    return [...this.#knockers.values()].filter(({ isWaiting }) => isWaiting)
  }

  #select(knockers: Knockers): Knocker[] {
    if (knockers === 'all') return this.#waiting()
    const chosen = new Set(knockers)
    return this.#waiting().filter(({ id }) => chosen.has(id))
  }

  #decideAll(
    chosen: readonly Knocker[],
    by: ActorName | undefined,
    decide: (knocker: Knocker) => LobbyDecision,
  ): number {
    for (const knocker of chosen) {
      const decision = decide(knocker)
      knocker.decide(decision)
      // Whoever is away at the moment hears of it when they come back.
      knocker.expireAfter(this.#options.settings.passMs, () => this.#remove(knocker))
      this.#untold.push(knocker)
      if (by) {
        const { id, name } = knocker.describe()
        const admitted = decision.kind === 'admitted'
        this.#options.events.emit('knockDecided', { id, displayName: name, admitted, by })
      }
    }
    if (chosen.length === 0) return 0
    this.#teller.changed()
    if (!this.#timer) this.#tellSome()
    return chosen.length
  }

  #tellSome(): void {
    this.#timer = undefined
    for (const knocker of this.#untold.splice(0, TOLD_AT_ONCE)) knocker.tell()
    if (this.#untold.length > 0) this.#timer = setTimeout(() => this.#tellSome(), TELL_INTERVAL_MS)
    else if (this.isEmpty) this.#options.emptied()
  }

  /** Those of whom it was decided are kept for a while; many of them keep nobody out. */
  #forgetOldestDecision(): void {
    const oldest = [...this.#knockers.values()].find(({ isWaiting }) => !isWaiting)
    if (oldest) this.#remove(oldest)
  }

  #remove(knocker: Knocker): void {
    if (!this.#knockers.delete(knocker.id)) return
    knocker.end()
    this.#names.release(knocker.id)
    if (!knocker.isWaiting) return
    this.#teller.changed()
    if (this.isEmpty) this.#options.emptied()
  }
}
