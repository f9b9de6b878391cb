import type { SessionStore } from '../state/session-store.ts'
import { connectionOf, type ConnectionFacts } from './connection-state.ts'

/** What a view of the connection works with. */
export interface ConnectionViewOptions {
  store: Pick<SessionStore, 'patch'>
  /** How things stand now. */
  read: () => Omit<ConnectionFacts, 'hasWorked' | 'isInVain'>
}

/**
 * How long media may be sought before a person is told that it does not get through, in
 * milliseconds. A first path is there after tenths of a second, over TCP and a slow line after
 * two or three; one that worked is usually found again.
 */
const PATIENCE_MS = { first: 4_000, again: 20_000 }
/**
 * A new attempt at media takes a new connection, which is there after tenths of a second. Only one
 * that is away for longer, in milliseconds, is worth a word beside media that does not get through.
 */
const GAP_MS = 3_000

/** Keeps in the state what a person is told of the connection. */
export class ConnectionView {
  readonly #options: ConnectionViewOptions
  /** Whether media has worked in this seat: only then is a new attempt a repair. */
  #hasWorked = false
  #isInVain = false
  #timer: ReturnType<typeof setTimeout> | undefined
  /** Whether signaling is away for longer than a new attempt takes. */
  #isAway = false
  #gap: ReturnType<typeof setTimeout> | undefined

  constructor(options: ConnectionViewOptions) {
    this.#options = options
  }

  /** To be called whenever something that matters has changed. */
  publish(): void {
    const facts = this.#options.read()
    this.#follow(facts)
    const status = this.#isInVain && !this.#isAway ? 'connected' : facts.status
    const connection = connectionOf({
      ...facts,
      status,
      hasWorked: this.#hasWorked,
      isInVain: this.#isInVain,
    })
    this.#options.store.patch({ connection })
  }

  close(): void {
    this.#stopWaiting()
    this.#endGap()
  }

  #follow({ phase, status, path }: Pick<ConnectionFacts, 'phase' | 'status' | 'path'>): void {
    if (path === 'open') this.#hasWorked = true
    if (phase !== 'meeting' || status === 'connected') this.#endGap()
    if (phase !== 'meeting' || path === 'open') {
      this.#stopWaiting()
    } else if (status !== 'connected') {
      this.#gap ??= setTimeout(() => this.#stayAway(), GAP_MS)
    } else {
      // One attempt after the other, all of them together.
      this.#timer ??= setTimeout(() => this.#giveUp(), PATIENCE_MS[this.#hasWorked ? 'again' : 'first'])
    }
  }

  #giveUp(): void {
    this.#isInVain = true
    this.publish()
  }

  /** Without signaling nobody can seek a path: what worked gets its time anew. */
  #stayAway(): void {
    const neverWorked = this.#isInVain && !this.#hasWorked
    this.#stopWaiting()
    this.#isInVain = neverWorked
    this.#isAway = true
    this.publish()
  }

  #endGap(): void {
    clearTimeout(this.#gap)
    this.#gap = undefined
    this.#isAway = false
  }

  #stopWaiting(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#isInVain = false
  }
}
