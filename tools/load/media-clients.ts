import { setTimeout as delay } from 'node:timers/promises'
import { BareClient } from './bare-client.ts'
import { MeetingClient } from './meeting-client.ts'
import type { Failure, NewcomerReport } from './messages.ts'
import { describeError, type ClientContext, type MediaClient } from './client.ts'

// A client that has not received everything after this time never will.
const ARRIVAL_TIMEOUT_MS = 15_000

/** The clients of this process that have media. */
export class MediaClients {
  readonly failures: Failure[] = []
  readonly #context: ClientContext
  readonly #isBare: boolean
  readonly #clients = new Map<number, MediaClient>()
  #pageTimers: NodeJS.Timeout[] = []
  #incomplete = 0

  constructor(context: Omit<ClientContext, 'lost'>, { isBare }: { isBare: boolean }) {
    this.#isBare = isBare
    this.#context = { ...context, lost: (index, reason) => this.#failed(index, reason) }
  }

  /** Clients that joined and never received everything that they showed first. */
  get incomplete(): number {
    return this.#incomplete
  }

  /** Clients that are in the room. */
  get present(): readonly MediaClient[] {
    return [...this.#clients.values()]
  }

  /** Lets a client join, and keeps the failure. */
  async join(index: number): Promise<void> {
    const client = this.#create(index)
    try {
      await client.join()
      this.#clients.set(index, client)
      this.#context.speech.add(client)
      // Clients of the bare worker watch each other when all are there.
      if (!this.#isBare) await this.#arrived(client)
    } catch (error) {
      client.close()
      this.#failed(index, describeError(error))
    }
  }

  /** Lets all clients show their pages of the plan. */
  async watch(): Promise<void> {
    await Promise.all(
      this.present.map(async (client) => {
        await client.watch()
        if (this.#isBare) await this.#arrived(client)
      }),
    )
  }

  /** Lets every client turn the page again and again, not all in the same moment. */
  turnPages(everyMs: number): void {
    this.#pageTimers = this.present.map((client, position) => {
      const offset = (everyMs * position) / this.present.length
      return setTimeout(() => {
        client.turnPage()
        this.#pageTimers[position] = setInterval(() => client.turnPage(), everyMs)
      }, offset)
    })
  }

  /** Lets a client join, waits until it has received all that it shows, and lets it leave. */
  async newcomer(index: number): Promise<NewcomerReport> {
    const client = this.#create(index)
    const { arrival } = client
    const { measures } = this.#context
    try {
      await client.join()
      await arrived(client)
      const { signalingBytes, signalingMessages } = measures.take()
      return {
        times: arrival.times,
        complete: arrival.isComplete,
        ...(signalingBytes.buckets.length > 0 ? { signalingBytes: signalingBytes.max } : {}),
        ...(signalingMessages.buckets.length > 0 ? { signalingMessages: signalingMessages.max } : {}),
      }
    } catch (error) {
      return { times: arrival.times, complete: false, failure: describeError(error) }
    } finally {
      client.close()
    }
  }

  close(): void {
    for (const timer of this.#pageTimers) clearInterval(timer)
    for (const client of this.present) client.close()
    this.#clients.clear()
  }

  async #arrived(client: MediaClient): Promise<void> {
    await arrived(client)
    if (!client.arrival.isComplete) this.#incomplete += 1
  }

  #create(index: number): MediaClient {
    return this.#isBare ? new BareClient(index, this.#context) : new MeetingClient(index, this.#context)
  }

  #failed(index: number, reason: string): void {
    this.failures.push({ index, reason })
    const client = this.#clients.get(index)
    if (!client) return
    this.#clients.delete(index)
    this.#context.speech.remove(client)
    client.close()
  }
}

/** Waits until a client has received all that it shows, 15 s at most. */
async function arrived({ arrival }: MediaClient): Promise<void> {
  const timer = new AbortController()
  const late = delay(ARRIVAL_TIMEOUT_MS, undefined, { signal: timer.signal }).catch(() => undefined)
  await Promise.race([arrival.completed, late])
  timer.abort()
}
