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

/** Keeps in the state what a person is told of the connection. */
export class ConnectionView {
  readonly #options: ConnectionViewOptions
  /** Whether media has worked in this seat: only then is a new attempt a repair. */
  #hasWorked = false
  #isInVain = false
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(options: ConnectionViewOptions) {
    this.#options = options
  }

  /** To be called whenever something that matters has changed. */
  publish(): void {
    const facts = this.#options.read()
    this.#follow(facts)
    const connection = connectionOf({ ...facts, hasWorked: this.#hasWorked, isInVain: this.#isInVain })
    this.#options.store.patch({ connection })
  }

  close(): void {
    this.#stopWaiting()
  }

  #follow({ phase, status, path }: Pick<ConnectionFacts, 'phase' | 'status' | 'path'>): void {
    if (path === 'open') this.#hasWorked = true
    // Without signaling nobody can seek a path.
    if (phase !== 'meeting' || status !== 'connected' || path === 'open') {
      this.#stopWaiting()
      return
    }
    // One attempt after the other, all of them together.
    this.#timer ??= setTimeout(
      () => {
        this.#isInVain = true
        this.publish()
      },
      this.#hasWorked ? PATIENCE_MS.again : PATIENCE_MS.first,
    )
  }

  #stopWaiting(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#isInVain = false
  }
}
