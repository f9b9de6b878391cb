import type { SignalingClient } from './signaling-client.ts'

/** A signaling connection for tests: it keeps requests, and delivers notifications by hand. */
export class FakeSignaling {
  readonly requests: [name: string, params: unknown][] = []
  readonly #listeners = new Map<string, ((params: unknown) => void)[]>()
  readonly #replies: Record<string, unknown>

  /** @param replies - answers by the name of the request; an empty object for others */
  constructor(replies: Record<string, unknown> = {}) {
    this.#replies = replies
  }

  /** Keeps a request, and answers it. */
  async request(name: string, params: unknown): Promise<unknown> {
    this.requests.push([name, params])
    return this.#replies[name] ?? {}
  }

  /** As the real one, but without an end. */
  on(name: string, listener: (params: unknown) => void): void {
    this.#listeners.set(name, [...(this.#listeners.get(name) ?? []), listener])
  }

  /** As the real one. */
  collect(name: string): unknown[] {
    const collected: unknown[] = []
    this.on(name, (params) => collected.push(params))
    return collected
  }

  /** A notification comes from the server. */
  notify(name: string, params: unknown): void {
    for (const listener of this.#listeners.get(name) ?? []) listener(params)
  }

  /** The part of the real class that is imitated here. */
  get client(): SignalingClient {
    return this as unknown as SignalingClient
  }
}
