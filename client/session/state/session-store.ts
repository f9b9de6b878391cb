import type { SessionState } from './state.ts'

/** A part of the state, or a function that makes one from the present state. */
export type Patch = Partial<SessionState> | ((state: SessionState) => Partial<SessionState>)

/**
 * Holds the state of a session. Every change makes a new object, so that
 * subscribers can compare parts by identity.
 */
export class SessionStore {
  #state: SessionState
  readonly #listeners = new Set<(state: SessionState) => void>()

  constructor(initial: SessionState) {
    this.#state = initial
  }

  read(): SessionState {
    return this.#state
  }

  /** Merges a part into the state and tells the subscribers, unless nothing differs. */
  patch(patch: Patch): void {
    const part = typeof patch === 'function' ? patch(this.#state) : patch
    const next = { ...this.#state, ...part }
    if (sameFields(this.#state, next)) return
    this.#state = next
    // A listener may change the state as well: whoever hears of it after that hears of the latest.
    for (const listener of [...this.#listeners]) listener(this.#state)
  }

  /** Calls the listener after every change. Returns the end of the subscription. */
  subscribe(listener: (state: SessionState) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }
}

function sameFields(a: SessionState, b: SessionState): boolean {
  const keys = Object.keys(b) as (keyof SessionState)[]
  return keys.every((key) => Object.is(a[key], b[key]))
}
