import type { SignalingConnection } from '../../connection/connection.ts'
import { toFailure, UNREACHABLE } from '../state/failure.ts'
import type { SessionStore } from '../state/session-store.ts'
import type { DoorCredentials } from './credentials.ts'

/** What a claim works with. */
export interface ClaimOptions {
  room: string
  connection: SignalingConnection
  store: SessionStore
  credentials: DoorCredentials
}

/** Makes a room the own one: beside everything else, and once. */
export class Claim {
  readonly #options: ClaimOptions
  #asking: Promise<void> | null = null

  constructor(options: ClaimOptions) {
    this.#options = options
  }

  /** Somebody made this room: it is claimed as soon as there is a connection and a name for its owner. */
  wish(): void {
    if (!this.#options.credentials.isOwner) this.#show('wished')
  }

  /** Claims a room that was wished for, if it is not yet; settles when that is known. */
  async settle(name: string): Promise<void> {
    if (this.#options.store.read().door.claim === 'wished') await this.ask(name)
    else await this.#asking
  }

  /** Asks for the room. The outcome shows in the state; a line that broke leaves the wish. */
  ask(name: string): Promise<void> {
    this.#asking ??= this.#ask(name).finally(() => {
      this.#asking = null
    })
    return this.#asking
  }

  async #ask(name: string): Promise<void> {
    const { connection, room, credentials, store } = this.#options
    this.#show('asking')
    try {
      const { owner } = await connection.request('room:claim', { room, name })
      credentials.own(owner)
      store.patch(({ door }) => ({ owner: name, door: { ...door, isMine: true, claim: 'none' } }))
    } catch (error) {
      const failure = toFailure(error)
      this.#show(failure.code === UNREACHABLE.code ? 'wished' : failure)
    }
  }

  #show(claim: ReturnType<SessionStore['read']>['door']['claim']): void {
    this.#options.store.patch(({ door }) => ({ door: { ...door, claim } }))
  }
}
