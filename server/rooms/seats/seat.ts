import { randomBytes } from 'node:crypto'
import type {
  ErrorCode,
  NotificationName,
  NotificationParams,
  Participant,
  Role,
  SeatMemory,
  Source,
} from '../../../protocol/index.ts'
import { CHAT_CHANNEL } from '../ports/channels.ts'
import type { ParticipantConnection } from '../ports/connection.ts'
import type { StoredSeat } from '../ports/store.ts'
import type { UplinkRecord } from '../ports/uplink-record.ts'
import { Arrival } from './arrival.ts'
import type { SeatMedia } from './seat-media.ts'
import type { SeatOrigin, SeatOwner } from './seat-origin.ts'
import { SeatStops } from './seat-stops.ts'
import { TokenGenerations } from './token-generations.ts'

/**
 * Where a seat stands. `joining` seats count towards the limits and are not yet
 * shown to anybody. A `waiting` seat has lost its owner and keeps its media as
 * long as that still flows.
 */
type SeatState =
  | { name: 'joining' }
  | { name: 'connected'; connection: ParticipantConnection; media: SeatMedia }
  | { name: 'waiting'; media: SeatMedia | null }
  | { name: 'gone' }

const ID_BYTES = 9

/**
 * A participant's place in a room. It keeps identity, name, role and hand while
 * connections and transports come and go.
 */
export class Seat {
  readonly id: string
  /** Number for private messages, unique in the life of the room. */
  readonly subchannel: number
  /** How its owner came to it. */
  readonly arrival = new Arrival()
  /** What hosts have stopped of it. */
  readonly stops: SeatStops
  /** Who sits on it; null where nobody said. */
  owner: SeatOwner | null = null
  /** Whether the microphone is muted, or was when it was last published; true before that. */
  microphoneMuted: boolean
  #role: Role
  /** What its sources have sent lately, over all transports. */
  readonly uplinkRecords = new Map<Source, UplinkRecord>()
  #name: string
  #handRaisedAt: number | null
  #memory: SeatMemory | null
  readonly #tokens: TokenGenerations
  #state: SeatState = { name: 'joining' }
  #goneBecause: ErrorCode = 'media_unavailable'
  #attempt = 0
  #admissions = 0
  readonly #release: (() => void) | undefined

  /** @param release - called when the seat is given up, so that another may be taken */
  constructor(origin: SeatOrigin, release?: () => void) {
    this.#release = release
    this.id = origin.id ?? randomBytes(ID_BYTES).toString('base64url')
    this.subchannel = origin.subchannel
    this.#role = origin.role
    this.#name = origin.name
    this.#handRaisedAt = origin.handRaisedAt ?? null
    this.microphoneMuted = origin.microphoneMuted ?? true
    this.#memory = origin.memory ?? null
    this.#tokens = new TokenGenerations(origin.tokenGeneration ?? 0)
    this.stops = SeatStops.of(origin)
    if (!origin.person) return
    this.arrival.recognise(origin.person)
    this.owner = { ownerGeneration: origin.person.ownerGeneration }
  }

  get role(): Role {
    return this.#role
  }

  /** @returns whether that is another one than before */
  setRole(role: Role): boolean {
    if (this.#role === role) return false
    this.#role = role
    return true
  }

  get name(): string {
    return this.#name
  }

  /** True once the seat was shown to the others, until it is given up. */
  get announced(): boolean {
    return this.#state.name === 'connected' || this.#state.name === 'waiting'
  }

  get isGone(): boolean {
    return this.#state.name === 'gone'
  }

  /** What whoever is too late for it is told. */
  get lateCode(): ErrorCode {
    return this.isGone ? this.#goneBecause : 'seat_taken'
  }

  get connection(): ParticipantConnection | null {
    return this.#state.name === 'connected' ? this.#state.connection : null
  }

  get media(): SeatMedia | null {
    return this.#state.name === 'connected' || this.#state.name === 'waiting' ? this.#state.media : null
  }

  /** Server time in milliseconds since 1970 when the hand went up; null while it is down. */
  get handRaisedAt(): number | null {
    return this.#handRaisedAt
  }

  /** What the page wants to find again when it comes back; null when it never said. */
  get memory(): SeatMemory | null {
    return this.#memory
  }

  remember(memory: SeatMemory): void {
    this.#memory = memory
  }

  rename(name: string): void {
    this.#name = name
  }

  /** @returns whether that changed anything */
  setHand(raised: boolean, now: number): boolean {
    if (raised === (this.#handRaisedAt !== null)) return false
    this.#handRaisedAt = raised ? now : null
    return true
  }

  /** Number of the next resume token, see `TokenGenerations.next`. */
  nextTokenGeneration(shown?: number): number {
    return this.#tokens.next(shown)
  }

  /** Whether a token of this generation opens the seat. */
  accepts(generation: number): boolean {
    return this.#tokens.accepts(generation)
  }

  /** Begins a join. The returned check says whether it is still the latest one. */
  beginAttempt(): () => boolean {
    this.#attempt += 1
    const attempt = this.#attempt
    return () => attempt === this.#attempt && this.#state.name !== 'gone'
  }

  /** Whether somebody is on the way to this seat. */
  get isAwaited(): boolean {
    return this.#admissions > 0
  }

  /** Runs an admission to this seat, which does not expire meanwhile. */
  async await<T>(admission: Promise<T>): Promise<T> {
    this.#admissions += 1
    try {
      return await admission
    } finally {
      this.#admissions -= 1
    }
  }

  /** Gives the seat to a connection, with fresh media. What it had before is closed. */
  connect(connection: ParticipantConnection, media: SeatMedia): void {
    this.media?.close()
    this.stops.mediaBegan(performance.now())
    this.#state = { name: 'connected', connection, media }
  }

  /** Gives the seat back to its owner, whose media went on all the time. */
  resume(connection: ParticipantConnection, media: SeatMedia): void {
    this.#state = { name: 'connected', connection, media }
  }

  /**
   * Waits for the owner; `ReconnectGrace` says how long.
   *
   * @param keepMedia - whether transports may still work and stay open
   */
  wait({ keepMedia }: { keepMedia: boolean }): void {
    const media = this.media
    if (!keepMedia) media?.close()
    this.#state = { name: 'waiting', media: keepMedia ? media : null }
  }

  /** @param code - what whoever is on the way to it is told */
  giveUp(code: ErrorCode = 'media_unavailable'): void {
    this.media?.close()
    this.#goneBecause = code
    this.#state = { name: 'gone' }
    this.#release?.()
  }

  /** Tells the owner something, if there is one at the moment. */
  notify<N extends NotificationName>(name: N, params: NotificationParams<N>): void {
    this.connection?.notify(name, params)
  }

  /** Sends a chat event to the owner alone, as far as its streams are open. */
  async sendChat(payload: string): Promise<void> {
    await this.media?.peer.channels.send(CHAT_CHANNEL.name, payload)
  }

  /** The participant as others see it. */
  snapshot(): Participant {
    return {
      id: this.id,
      name: this.#name,
      role: this.#role,
      handRaisedAt: this.#handRaisedAt,
      connection: this.#state.name === 'waiting' ? 'reconnecting' : 'connected',
      publications: this.media?.tracks.publications ?? [],
      ...(this.owner?.picture === undefined ? {} : { picture: this.owner.picture }),
    }
  }

  /** What must outlive the process. */
  store(): StoredSeat {
    return {
      id: this.id,
      subchannel: this.subchannel,
      name: this.#name,
      role: this.#role,
      handRaisedAt: this.#handRaisedAt,
      microphoneMuted: this.microphoneMuted,
      memory: this.#memory,
      stops: this.stops.all,
      tokenGeneration: this.#tokens.newest,
      person: { ...this.arrival.marks, ownerGeneration: this.owner?.ownerGeneration ?? null },
    }
  }
}
