import { randomBytes } from 'node:crypto'
import type { Participant, Role } from '../../protocol/index.ts'
import type { ParticipantConnection } from './connection-port.ts'
import type { SeatMedia } from './seat-media.ts'

/**
 * Where a seat stands. `joining` seats count towards the limits and are not yet
 * shown to anybody. A `waiting` seat has lost its owner and keeps its media as
 * long as that still flows.
 */
type SeatState =
  | { name: 'joining' }
  | { name: 'connected'; connection: ParticipantConnection; media: SeatMedia }
  | { name: 'waiting'; media: SeatMedia | null; timer: NodeJS.Timeout }
  | { name: 'gone' }

const TOKEN_BYTES = 24

/**
 * A participant's place in a room. It keeps identity, name, role and hand while
 * connections and transports come and go.
 */
export class Seat {
  readonly id: string
  /** Number for private messages, unique in the life of the room. */
  readonly subchannel: number
  readonly role: Role
  #name: string
  #handRaisedAt: number | null = null
  #state: SeatState = { name: 'joining' }
  // The one before stays good as well: the answer that carried the newest may
  // have been lost with the connection.
  #tokenHashes: string[] = []
  #attempt = 0

  constructor(options: { subchannel: number; role: Role; name: string }) {
    this.id = randomBytes(9).toString('base64url')
    this.subchannel = options.subchannel
    this.role = options.role
    this.#name = options.name
  }

  get name(): string {
    return this.#name
  }

  /** True once the seat was shown to the others, until it is given up. */
  get announced(): boolean {
    return this.#state.name === 'connected' || this.#state.name === 'waiting'
  }

  get connection(): ParticipantConnection | null {
    return this.#state.name === 'connected' ? this.#state.connection : null
  }

  get media(): SeatMedia | null {
    return this.#state.name === 'connected' || this.#state.name === 'waiting' ? this.#state.media : null
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

  /**
   * Issues a new resume token. Only its hash is kept.
   *
   * @param hash - how a token is hashed
   */
  issueToken(hash: (token: string) => string): string {
    const token = randomBytes(TOKEN_BYTES).toString('base64url')
    this.#tokenHashes = [hash(token), ...this.#tokenHashes].slice(0, 2)
    return token
  }

  /** Whether the token with this hash opens the seat. */
  accepts(tokenHash: string): boolean {
    return this.#tokenHashes.includes(tokenHash)
  }

  /** Begins a join. The returned check says whether it is still the latest one. */
  beginAttempt(): () => boolean {
    this.#attempt += 1
    const attempt = this.#attempt
    return () => attempt === this.#attempt && this.#state.name !== 'gone'
  }

  /** Gives the seat to a connection, with fresh media. What it had before is closed. */
  connect(connection: ParticipantConnection, media: SeatMedia): void {
    this.#release()
    this.#state = { name: 'connected', connection, media }
  }

  /**
   * Waits for the owner.
   *
   * @param keepMedia - whether transports may still work and stay open
   */
  wait(timer: NodeJS.Timeout, keepMedia: boolean): void {
    const media = this.media
    if (!keepMedia) media?.close()
    if (this.#state.name === 'waiting') clearTimeout(this.#state.timer)
    this.#state = { name: 'waiting', media: keepMedia ? media : null, timer }
  }

  giveUp(): void {
    this.#release()
    this.#state = { name: 'gone' }
  }

  /** The participant as others see it. */
  snapshot(): Participant {
    return {
      id: this.id,
      name: this.#name,
      role: this.role,
      handRaisedAt: this.#handRaisedAt,
      connection: this.#state.name === 'waiting' ? 'reconnecting' : 'connected',
      publications: this.media?.publications ?? [],
    }
  }

  #release(): void {
    if (this.#state.name === 'waiting') clearTimeout(this.#state.timer)
    this.media?.close()
  }
}
