import { ERRORS, type ErrorCode, type LobbyDecision, type WaitingPerson } from '../../../protocol/index.ts'
import type { ParticipantConnection } from '../ports/connection.ts'
import type { Visitor } from './entry.ts'

/** What is known of somebody who begins to wait. */
export interface Arrival {
  /** As it was typed, and checked. */
  readonly displayName: string
  readonly device: string | undefined
  readonly visitor: Pick<Visitor, 'right' | 'isKnown' | 'pass'>
  /** Which password was shown, see `passwordMark`. */
  readonly password: string
  readonly account: { readonly name?: string; readonly picture?: string } | null
}

/** What a connection has to be to wait. */
export type WaitingConnection = Pick<ParticipantConnection, 'notify' | 'usage' | 'account'>

/** Somebody who waits at a door, or of whom it has been decided a moment ago. */
export class Knocker {
  readonly id: string
  readonly arrival: Arrival
  /** Canonical network address that is charged for the place. */
  readonly address: string
  /** Server time in milliseconds since 1970. */
  readonly since = Date.now()
  readonly #release: () => void
  /** As hosts see it, told apart from others who wait. */
  readonly #shownName: string
  #connection: WaitingConnection | null
  #decision: LobbyDecision | null = null
  #isTold = false
  #timer: NodeJS.Timeout | undefined

  /** @param release - gives the place back that is charged to the address */
  constructor(
    { id, shownName }: { id: string; shownName: string },
    arrival: Arrival,
    connection: WaitingConnection,
    release: () => void,
  ) {
    this.id = id
    this.#shownName = shownName
    this.arrival = arrival
    this.#connection = connection
    this.address = connection.usage.address
    this.#release = release
  }

  get isWaiting(): boolean {
    return this.#decision === null
  }

  get connection(): WaitingConnection | null {
    return this.#connection
  }

  /** The connection is back, or another one has taken the place over. What was decided meanwhile is told again. */
  connect(connection: WaitingConnection): void {
    this.#connection = connection
    this.#isTold = false
    if (this.isWaiting) clearTimeout(this.#timer)
    // After the answer to the knock.
    else setImmediate(() => this.tell())
  }

  /** @returns whether it was the connection of this place, which now waits for another one */
  disconnect(connection: WaitingConnection): boolean {
    if (this.#connection !== connection) return false
    this.#connection = null
    return true
  }

  /** Begins the time after which the place is given up, anew. */
  expireAfter(ms: number, expired: () => void): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(expired, ms)
    this.#timer.unref()
  }

  /** Decides once; what it is is told by `tell`. */
  decide(decision: LobbyDecision): void {
    this.#decision = decision
    this.#release()
  }

  /** Tells what was decided, once to each connection, if anybody is there to hear it. */
  tell(): void {
    if (!this.#decision || !this.#connection || this.#isTold) return
    this.#isTold = true
    this.#connection.notify('lobby:decided', this.#decision)
  }

  end(): void {
    clearTimeout(this.#timer)
    this.#release()
  }

  /** As hosts see it. */
  describe(): WaitingPerson {
    const { account } = this.arrival
    return {
      id: this.id,
      name: this.#shownName,
      since: this.since,
      ...(account?.name === undefined ? {} : { account: account.name }),
      ...(account?.picture === undefined ? {} : { picture: account.picture }),
      isConnected: this.#connection !== null,
    }
  }
}

/** A decision that lets nobody in. */
export function refusedDecision(code: ErrorCode, reason?: string): LobbyDecision {
  return { kind: 'refused', code, message: ERRORS[code], ...(reason === undefined ? {} : { reason }) }
}
