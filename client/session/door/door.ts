import type { Credentials } from '../../../protocol/index.ts'
import type { DoorKeys } from '../../connection/door-keys.ts'
import type { SignalingConnection } from '../../connection/connection.ts'
import { toFailure } from '../state/failure.ts'
import type { SessionStore } from '../state/session-store.ts'
import type { JoinReply } from '../state/join-reply.ts'
import type { Failure } from '../state/state.ts'
import { Claim } from './claim.ts'
import { DoorCredentials, type KeyPlaces } from './credentials.ts'
import { Knocking } from './knocking.ts'
import { LobbyWatch } from './lobby-watch.ts'

/** What the way into one room works with. */
export interface DoorOptions {
  /** Canonical name. */
  room: string
  connection: SignalingConnection
  store: SessionStore
  keys: KeyPlaces
  /** Asks for a seat; rejects with what the server says. */
  takeSeat: (name: string) => Promise<void>
  /** Whether the visit has ended meanwhile. */
  isOver: () => boolean
}

/** The way into one room: shows what this page has, and waits where a host decides. */
export class Door {
  readonly claim: Claim
  readonly #options: DoorOptions
  readonly #credentials: DoorCredentials
  readonly #knocking: Knocking
  readonly #lobby: LobbyWatch

  constructor(options: DoorOptions) {
    this.#options = options
    const { room, store } = options
    const credentials = new DoorCredentials(room, options.keys)
    this.#credentials = credentials
    this.claim = new Claim({ ...options, credentials })
    this.#lobby = new LobbyWatch(options)
    this.#knocking = new Knocking({
      ...options,
      credentials,
      ids: options.keys.knocks,
      admitted: (name) => void this.#take(name),
    })
    store.patch({ door: { isMine: credentials.isOwner, claim: 'none', wait: null } })
  }

  /** Keeps keys that the page around this one brought, for this tab. */
  addKeys(keys: DoorKeys): void {
    this.#credentials.add(keys)
  }

  /** What a join carries beside the name. */
  collect(): Credentials {
    return this.#credentials.collect()
  }

  /**
   * Asks to come in, and waits if a host has to decide. The outcome shows in the state.
   *
   * @param password - that of the room, as it was typed
   */
  async enter(name: string, password?: string): Promise<void> {
    const { store } = this.#options
    if (store.read().phase !== 'prejoin') return
    store.patch({ phase: 'joining', failure: null })
    if (password) this.#credentials.add({ password })
    // Whoever made the room comes in as its host; with a remembered name that was done long ago.
    await this.claim.settle(name)
    await this.#take(name)
  }

  /** Waits no longer, or has taken note of a refusal. */
  async stopWaiting(): Promise<void> {
    if (this.#options.store.read().phase !== 'waiting') return
    const goodbye = this.#knocking.leave()
    this.#knocking.done()
    this.#options.store.patch({ phase: 'prejoin', failure: null })
    await goodbye
  }

  /** A seat was taken, the first time or again. */
  seated({ self, resumed }: JoinReply): void {
    this.#knocking.done()
    if (!resumed) this.#credentials.entered(self.role === 'host')
    this.#options.store.patch(({ door }) => ({
      door: { ...door, isMine: this.#credentials.isOwner, claim: 'none' },
    }))
    this.#lobby.seated()
  }

  /** Ends for good; whoever waits says goodbye. */
  async close(): Promise<void> {
    const goodbye = this.#knocking.leave()
    this.#knocking.close()
    this.#lobby.close()
    await goodbye
  }

  async #take(name: string): Promise<void> {
    try {
      await this.#options.takeSeat(name)
    } catch (error) {
      if (!this.#options.isOver()) this.#refused(toFailure(error), name)
    }
  }

  #refused(failure: Failure, name: string): void {
    const { store } = this.#options
    const { wait } = store.read().door
    this.#credentials.refused(failure.code)
    if (failure.code === 'lobby_wait' || failure.code === 'host_absent') {
      this.#knocking.begin(name, failure.code)
      return
    }
    // Whoever was let in and cannot take the seat reads why where they waited.
    if (wait) this.#knocking.refuse(name, failure)
    else store.patch({ phase: 'prejoin', failure })
  }
}
