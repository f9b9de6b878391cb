import { nativeCapabilities } from '../native-peer/rtp-capabilities.ts'
import { Roster } from '../native-peer/roster.ts'
import type { SignalingClient } from '../native-peer/signaling-client.ts'
import { connectSignaling, type ClientContext } from './client.ts'
import { nameOf } from './plan.ts'

/** Hears of the events that clients make and receive. */
export interface EventLog {
  /** A client of this process made an event. */
  made(id: number): void
  /**
   * @param id - of the event: when the action was made, in microseconds since 1970
   * @param latencyMs - from the action to here
   */
  heard(id: number, latencyMs: number): void
}

/** A client that takes a seat and opens no transport: it measures the cost of signaling alone. */
export class SignalingOnlyClient {
  readonly index: number
  readonly #context: ClientContext
  readonly #log: EventLog
  #signaling: SignalingClient | undefined
  readonly #roster = new Roster()
  #id = ''
  #closed = false

  constructor(index: number, context: ClientContext, log: EventLog) {
    this.index = index
    this.#context = context
    this.#log = log
  }

  get signalingMessages(): number {
    return this.#signaling?.traffic.receivedMessages ?? 0
  }

  /** How many are in the room as far as it was told. */
  get peopleCount(): number | undefined {
    return this.#roster.count
  }

  /** Whether what it does is told to everybody: in a large room that is so of hosts. */
  get reachesAll(): boolean {
    return this.#roster.isWhole || this.#roster.self?.role === 'host'
  }

  /** Whether it was lost or closed, perhaps while it joined. */
  get isGone(): boolean {
    return this.#closed
  }

  async join(): Promise<void> {
    const { workload, measures } = this.#context
    const signaling = await connectSignaling(workload)
    this.#signaling = signaling
    signaling.on('room:changed', (change) => this.#roster.changed(change))
    signaling.on('room:changed', ({ updated }) => {
      for (const { id, name } of updated) if (name !== undefined && id !== this.#id) this.#hear(name)
    })
    signaling.on('session:ended', ({ code, message }) => this.lose(`${code}: ${message}`))
    const askedAt = performance.now()
    const joined = await signaling.request('room:join', {
      room: workload.room,
      name: nameOf(this.index),
      rtpCapabilities: nativeCapabilities(signaling.welcome.rtpCapabilities),
    })
    this.#id = joined.self.id
    this.#roster.begin(joined.self, joined.participants, joined)
    measures.add('joinReply', performance.now() - askedAt)
    const { receivedBytes, sentBytes } = signaling.traffic
    measures.add('signalingBytes', receivedBytes + sentBytes)
    signaling.onDisconnected((reason) => this.lose(reason))
  }

  /** Renames itself, with the time in the name, so that every other client can tell how long that took. */
  async act(): Promise<void> {
    const id = Math.round(now() * 1000)
    const name = `${nameOf(this.index)} @${id}`
    this.#log.made(id)
    await this.#signaling?.request('participant:rename', { name })
  }

  /** Ends it and says why. Only the first reason counts: a lost seat is followed by a lost connection. */
  lose(reason: string): void {
    if (this.#closed) return
    this.close()
    this.#context.lost(this.index, reason)
  }

  close(): void {
    this.#closed = true
    this.#signaling?.close()
  }

  #hear(name: string): void {
    const id = Number(/@(\d+)$/.exec(name)?.[1] ?? Number.NaN)
    if (!Number.isNaN(id)) this.#log.heard(id, Math.max(0, now() - id / 1000))
  }
}

/** Milliseconds since 1970, with fractions: one clock for all processes. */
function now(): number {
  return performance.timeOrigin + performance.now()
}
