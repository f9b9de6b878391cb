import { decides } from '../../../protocol/roles.ts'
import type { SignalingConnection } from '../../connection/connection.ts'
import type { SessionStore } from '../state/session-store.ts'
import { EMPTY_ROOM } from '../state/initial-state.ts'
import type { SessionState } from '../state/state.ts'

/** What the watch works with. */
export interface LobbyWatchOptions {
  connection: SignalingConnection
  store: SessionStore
}

/** Keeps in the state who waits, as long as the own role decides about it. */
export class LobbyWatch {
  readonly #options: LobbyWatchOptions
  readonly #ends: readonly (() => void)[]
  #isSeated = false
  #decides = false

  constructor(options: LobbyWatchOptions) {
    this.#options = options
    const { connection, store } = options
    this.#ends = [
      connection.on('lobby:changed', (lobby) => {
        if (this.#decides) store.patch({ lobby })
      }),
      // A role can be given and taken at any time.
      store.subscribe((state) => this.#stateChanged(state)),
    ]
  }

  /** A seat was taken: the server says only what changes from now on, so it is asked for the rest. */
  seated(): void {
    const { self } = this.#options.store.read()
    this.#isSeated = true
    this.#decides = self !== null && decides(self.role)
    if (this.#decides) void this.#list()
  }

  /** The seat is gone, and with it what it was told. */
  unseated(): void {
    this.#isSeated = false
    this.#decides = false
  }

  close(): void {
    this.unseated()
    for (const end of this.#ends) end()
  }

  #stateChanged({ self }: SessionState): void {
    if (!this.#isSeated || !self || decides(self.role) === this.#decides) return
    this.#decides = !this.#decides
    if (this.#decides) void this.#list()
    // Others still hear of the change that led here.
    else queueMicrotask(() => this.#options.store.patch({ lobby: EMPTY_ROOM.lobby }))
  }

  async #list(): Promise<void> {
    const { connection, store } = this.#options
    const lobby = await connection.request('lobby:list', {}).catch(() => undefined)
    if (lobby && this.#decides) store.patch({ lobby })
  }
}
