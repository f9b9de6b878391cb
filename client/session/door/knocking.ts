import { ProtocolError, type LobbyDecision } from '../../../protocol/index.ts'
import type { SignalingConnection } from '../../connection/connection.ts'
import type { KnockIds } from '../../connection/knock-ids.ts'
import { isPassing } from '../../connection/refusal.ts'
import { isConnectionTrouble } from '../../connection/request-errors.ts'
import { toFailure } from '../state/failure.ts'
import type { SessionStore } from '../state/session-store.ts'
import type { Failure, Wait } from '../state/state.ts'
import type { DoorCredentials } from './credentials.ts'

/** What a wait works with. */
export interface KnockingOptions {
  room: string
  connection: SignalingConnection
  store: SessionStore
  credentials: DoorCredentials
  ids: KnockIds
  /** A host has let this page in: takes the seat. */
  admitted: (name: string) => void
}

/** Before a knock that the server had no time for is made again, in milliseconds. */
const AGAIN_MS = 3_000
/** How long a goodbye may take. */
const LEAVE_MS = 1_500
/** Beyond these the oldest messages of hosts are forgotten. */
const MESSAGES_MAX = 20

/**
 * Waits at the door until a host decides. Whenever the connection breaks it knocks again, with the id of before, so
 * that the place in the line stays.
 */
export class Knocking {
  readonly #options: KnockingOptions
  readonly #ends: readonly (() => void)[]
  #timer: ReturnType<typeof setTimeout> | undefined
  /** Counts knocks: only the answer of the newest one says anything. */
  #knocks = 0
  #messages = 0

  constructor(options: KnockingOptions) {
    this.#options = options
    const { connection } = options
    this.#ends = [
      connection.watchStatus(() => this.#statusChanged()),
      connection.on('lobby:decided', (decision) => this.#decided(decision)),
      connection.on('lobby:told', ({ text, by }) => this.#told(text, by)),
    ]
  }

  /**
   * The door stayed closed for now: waits.
   *
   * @param code - why, `lobby_wait` or `host_absent`
   */
  begin(name: string, code: string): void {
    const isFor = code === 'host_absent' ? 'host' : 'decision'
    this.#options.store.patch({ phase: 'waiting', failure: null })
    this.#show({ kind: 'waiting', name, for: isFor, messages: this.#wait?.messages ?? [] })
    this.#knock()
  }

  /** Shows that the page was not let in. */
  refuse(name: string, failure: Failure, reason: string | null = null): void {
    this.#stop()
    this.#options.ids.clear(this.#options.room)
    this.#options.store.patch({ phase: 'waiting', failure: null })
    this.#show({ kind: 'refused', name, failure, reason })
  }

  /** Waits no longer, and says so where there is a connection. */
  async leave(): Promise<void> {
    const { connection, ids, room } = this.#options
    const wasWaiting = this.#wait !== undefined
    this.done()
    if (!wasWaiting) return
    ids.clear(room)
    if (connection.status.name !== 'connected') return
    await connection.request('lobby:leave', {}, { timeoutMs: LEAVE_MS }).catch(() => undefined)
  }

  /** There is nothing to wait for any more. */
  done(): void {
    this.#stop()
    this.#show(null)
  }

  /** Ends for good. */
  close(): void {
    this.#stop()
    for (const end of this.#ends) end()
  }

  get #wait(): Extract<Wait, { kind: 'waiting' }> | undefined {
    const { wait } = this.#options.store.read().door
    return wait?.kind === 'waiting' ? wait : undefined
  }

  #statusChanged(): void {
    clearTimeout(this.#timer)
    if (this.#options.connection.status.name === 'connected') this.#knock()
  }

  #knock(): void {
    const wait = this.#wait
    if (!wait) return
    this.#knocks += 1
    const knock = this.#knocks
    const isNewest = (): boolean => knock === this.#knocks && this.#wait !== undefined
    this.#ask(wait.name).then(
      ({ id, canBeAdmitted }) => {
        if (!isNewest()) return
        this.#options.ids.write(this.#options.room, id)
        this.#patchWait({ for: canBeAdmitted ? 'decision' : 'host' })
      },
      (error: unknown) => {
        if (isNewest()) this.#knockFailed(error, wait.name)
      },
    )
  }

  #ask(name: string) {
    const { connection, room, credentials, ids } = this.#options
    const id = ids.read(room)
    return connection.request('lobby:knock', {
      room,
      name,
      credentials: credentials.collect(),
      ...(id === undefined ? {} : { id }),
    })
  }

  #knockFailed(error: unknown, name: string): void {
    // The next connection brings the next knock.
    if (isConnectionTrouble(error) && this.#options.connection.status.name !== 'connected') return
    if (error instanceof ProtocolError && !isPassing(error.code)) {
      if (this.#options.credentials.refused(error.code)) this.#knock()
      else this.refuse(name, toFailure(error))
      return
    }
    this.#timer = setTimeout(() => this.#knock(), AGAIN_MS)
  }

  #decided(decision: LobbyDecision): void {
    const wait = this.#wait
    if (!wait) return
    if (decision.kind === 'refused') {
      this.#options.credentials.refused(decision.code)
      this.refuse(wait.name, decision, decision.reason ?? null)
      return
    }
    this.#stop()
    this.#options.ids.clear(this.#options.room)
    this.#options.credentials.pass = decision.pass
    this.#show({ kind: 'entering', name: wait.name })
    this.#options.admitted(wait.name)
  }

  #told(text: string, by: string): void {
    this.#messages += 1
    const message = { number: this.#messages, text, by }
    const earlier = this.#wait?.messages ?? []
    this.#patchWait({ messages: [...earlier, message].slice(-MESSAGES_MAX) })
  }

  #patchWait(part: Partial<Extract<Wait, { kind: 'waiting' }>>): void {
    if (this.#wait) this.#show({ ...this.#wait, ...part })
  }

  #show(wait: Wait | null): void {
    this.#options.store.patch(({ door }) => ({ door: { ...door, wait } }))
  }

  #stop(): void {
    clearTimeout(this.#timer)
    this.#knocks += 1
  }
}
