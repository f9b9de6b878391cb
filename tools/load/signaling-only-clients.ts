import { SignalingOnlyClient, type EventLog } from './signaling-only-client.ts'
import type { Failure } from './messages.ts'
import { describeError, type ClientContext } from './client.ts'

// Servers tell of changes within 100 ms together.
const SAME_ACTOR_MS = 400

/** The clients of this process that open no transport. */
export class SignalingOnlyClients {
  readonly failures: Failure[] = []
  readonly #context: ClientContext
  readonly #log: EventLog
  readonly #clients = new Map<number, SignalingOnlyClient>()
  #timer: NodeJS.Timeout | undefined
  #nextIndex = 0
  #lastActor: SignalingOnlyClient | undefined
  #actedAt = 0

  /** @param log - hears of every event */
  constructor(context: Omit<ClientContext, 'lost'>, log: EventLog) {
    this.#context = { ...context, lost: (index, reason) => this.#lost(index, reason) }
    this.#log = log
  }

  /** Clients that are in the room. */
  get present(): readonly SignalingOnlyClient[] {
    return [...this.#clients.values()]
  }

  /** Lets a client join, and keeps the failure. */
  async join(index: number): Promise<void> {
    const client = new SignalingOnlyClient(index, this.#context, this.#log)
    try {
      await client.join()
    } catch (error) {
      client.lose(describeError(error))
    }
    if (!client.isGone) this.#clients.set(index, client)
  }

  /** Lets one client after another of which everybody is told make an event, until `close`. */
  act(everyMs: number): void {
    this.#timer ??= setInterval(() => this.#actOnce(), everyMs)
  }

  close(): void {
    clearInterval(this.#timer)
    for (const client of this.present) client.close()
    this.#clients.clear()
  }

  #lost(index: number, reason: string): void {
    this.#clients.delete(index)
    this.failures.push({ index, reason })
  }

  #actOnce(): void {
    const actors = this.present.filter(({ reachesAll }) => reachesAll)
    const client = actors[this.#nextIndex++ % Math.max(1, actors.length)]
    // Of two names within one message the first would be heard by nobody.
    if (client === this.#lastActor && Date.now() - this.#actedAt < SAME_ACTOR_MS) return
    this.#lastActor = client
    this.#actedAt = Date.now()
    client?.act().catch((error: unknown) => {
      // A client that is gone meanwhile was counted as lost already.
      if (!this.#clients.has(client.index)) return
      this.failures.push({ index: client.index, reason: describeError(error) })
    })
  }
}
