import type { Credentials } from '../../../protocol/index.ts'
import type { DoorKeys } from '../../connection/door-keys.ts'
import type { SignalingConnection } from '../../connection/connection.ts'
import { toFailure } from '../state/failure.ts'
import type { SessionStore } from '../state/session-store.ts'
import type { JoinReply } from '../state/join-reply.ts'
import type { DoorState, Failure } from '../state/state.ts'
import { Claim } from './claim.ts'
import { DoorCredentials, isSpent, type KeyPlaces } from './credentials.ts'
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
    store.patch({
      door: { isMine: credentials.isOwner, isOwnerLinkRefused: false, claim: 'none', wait: null },
    })
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
  seated({ resumed, ...reply }: JoinReply): void {
    const isRoomOwner = reply.isRoomOwner === true
    this.#knocking.done()
    // A token of the seat alone was looked at.
    if (!resumed) this.#credentials.entered(isRoomOwner)
    this.#show({ isMine: isRoomOwner, claim: 'none' })
    if (isRoomOwner && this.#credentials.isUnsure) void this.#learnToken()
    this.#lobby.seated()
  }

  /**
   * The seat is gone, and is not given again for nothing: shows what else there is, waits, or asks the person.
   *
   * @param failure - what the server said to what was shown
   */
  async shutOut(failure: Failure, name: string): Promise<void> {
    this.#lobby.unseated()
    this.#options.store.patch({ phase: 'joining', failure: null })
    const wasSpent = isSpent(failure)
    const hasOther = this.#credentials.refused(failure.code)
    // Whoever was inside did not just come with it: it has been used up, and others may open as well.
    if (hasOther || wasSpent) await this.#take(name)
    else this.#keptOut(failure, name)
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
      if (!this.#options.isOver()) await this.#refused(toFailure(error), name)
    }
  }

  async #refused(failure: Failure, name: string): Promise<void> {
    if (this.#credentials.refused(failure.code)) await this.#take(name)
    else this.#keptOut(failure, name)
  }

  #keptOut(failure: Failure, name: string): void {
    const { store } = this.#options
    this.#show({ isMine: this.#credentials.isOwner })
    const { wait } = store.read().door
    if (failure.code === 'lobby_wait' || failure.code === 'host_absent') {
      this.#knocking.begin(name, failure.code)
      return
    }
    // Whoever was let in and cannot take the seat reads why where they waited.
    if (wait) this.#knocking.refuse(name, failure)
    else store.patch({ phase: 'prejoin', failure })
  }

  /** Two tokens were shown, and one of them was good: keeps the one that the server knows. */
  async #learnToken(): Promise<void> {
    // With a line that breaks, both are shown again by the next join.
    const reply = await this.#options.connection.request('owner:link', {}).catch(() => undefined)
    if (reply) this.#credentials.own(reply.owner)
  }

  #show(part: Partial<DoorState>): void {
    const { isLinkRefused: isOwnerLinkRefused } = this.#credentials
    this.#options.store.patch(({ door }) => ({ door: { ...door, ...part, isOwnerLinkRefused } }))
  }
}
