import type { ConnectionStatus, SignalingConnection, Welcome } from '../../connection/connection.ts'
import { engineFits, type Engine } from '../../media/session/engine.ts'
import { toFailure, MISROUTED, UNREACHABLE } from '../state/failure.ts'
import type { SessionStore } from '../state/session-store.ts'
import type { Failure } from '../state/state.ts'

/** What the page before the join works with. */
export interface PrejoinOptions {
  /** Canonical name. */
  room: string
  connection: SignalingConnection
  store: SessionStore
  loadEngine: (welcome: Welcome) => Promise<Engine>
  /** The engine is loaded: a join would begin at once. */
  ready: () => void
}

/** How often the server is asked who is inside, while the person still looks at the preview. */
const PREVIEW_MS = 10_000

/** Gets all ready that a join needs, while the person looks at the preview. */
export class Prejoin {
  readonly #options: PrejoinOptions
  #loading: { welcome: Welcome; engine: Promise<Engine> } | null = null
  #preparation: { welcome: Welcome; done: Promise<void> } | null = null
  #isReady = false
  /** What went wrong here last, to take it back when it has passed. */
  #failure: Failure | null = null
  /** The same, of the connection. */
  #trouble: Failure = UNREACHABLE
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(options: PrejoinOptions) {
    this.#options = options
  }

  get isReady(): boolean {
    return this.#isReady
  }

  /** Waits for the server, then prepares. Resolves when the outcome is known. */
  async open(): Promise<void> {
    const { connection } = this.#options
    if (connection.status.name === 'connecting') {
      const settled = Promise.withResolvers<void>()
      const end = connection.watchStatus((status) => {
        if (status.name !== 'connecting' || troubleOf(status)) settled.resolve()
      })
      await settled.promise
      end()
    }
    await this.#prepare()
  }

  /** Shows whether the server can be reached, and prepares whenever it can. */
  statusChanged(): void {
    const { connection, store } = this.#options
    const trouble = troubleOf(connection.status)
    const code = store.read().failure?.code
    if (trouble) {
      this.#trouble = trouble
      store.patch({ failure: trouble })
    } else if (code === UNREACHABLE.code || code === this.#trouble.code) {
      store.patch({ failure: null })
    }
    void this.#prepare()
  }

  /** The media engine that fits what the server offers, loaded once. */
  async loadEngine(welcome: Welcome): Promise<Engine> {
    const loaded = await this.#loading?.engine.catch(() => undefined)
    if (loaded && engineFits(loaded, welcome)) return { ...loaded, welcome }
    // Somebody else may have begun meanwhile.
    if (this.#loading?.welcome === welcome) return await this.#loading.engine
    const loading = { welcome, engine: this.#options.loadEngine(welcome) }
    this.#loading = loading
    try {
      return await loading.engine
    } catch (error) {
      // The next one who asks tries again.
      if (this.#loading === loading) this.#loading = null
      throw error
    }
  }

  /** The person stands before the room again. */
  reopen(): void {
    clearTimeout(this.#timer)
    void this.#askAgain()
  }

  /** Stops to ask who is inside. */
  close(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  /** Prepares once for each connection. */
  #prepare(): Promise<void> {
    const { status } = this.#options.connection
    if (status.name !== 'connected') return Promise.resolve()
    if (this.#preparation?.welcome !== status.welcome) {
      this.#preparation = { welcome: status.welcome, done: this.#prepareFor(status.welcome) }
    }
    return this.#preparation.done
  }

  async #prepareFor(welcome: Welcome): Promise<void> {
    const { store } = this.#options
    try {
      await this.loadEngine(welcome)
      this.#isReady = true
      this.#options.ready()
      if (this.#failure && store.read().failure === this.#failure) store.patch({ failure: null })
      await this.#askWhoIsInside()
    } catch (error) {
      const failure = toFailure(error)
      // A lost connection comes back by itself, and then this is done again.
      if (!this.#isOpen() || failure === UNREACHABLE) return
      this.#failure = failure
      store.patch({ failure })
    }
  }

  async #askWhoIsInside(): Promise<void> {
    const { connection, store, room } = this.#options
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.#askAgain(), PREVIEW_MS)
    const { count, names, owner = null } = await connection.request('room:preview', { room })
    if (this.#isOpen()) store.patch({ preview: { count, names }, owner })
  }

  async #askAgain(): Promise<void> {
    // During a join it waits: the page opens again when that is refused.
    if (this.#isOpen()) await this.#askWhoIsInside().catch(() => undefined)
    else this.#timer = setTimeout(() => void this.#askAgain(), PREVIEW_MS)
  }

  #isOpen(): boolean {
    return this.#options.store.read().phase === 'prejoin'
  }
}

/** What keeps a connection from being there, as far as it is known. */
function troubleOf(status: ConnectionStatus): Failure | null {
  if (status.name === 'refused') return status.reason
  if (status.name !== 'connecting') return null
  if (status.refusal) return status.refusal
  if (status.misrouted) return MISROUTED
  return status.unreachable ? UNREACHABLE : null
}
