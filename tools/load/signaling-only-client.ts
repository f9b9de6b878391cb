import { nativeCapabilities } from '../native-peer/rtp-capabilities.ts'
import { SignalingClient } from '../native-peer/signaling-client.ts'
import { ANSWER_TIMEOUT_MS, type Company } from './client.ts'
import { nameOf } from './plan.ts'

/** Who hears of an event. */
export interface EventLog {
  /** Somebody here did something. */
  made(id: number): void
  /**
   * @param id - of the event: when the action was made, in microseconds since 1970
   * @param latencyMs - from the action to here
   */
  heard(id: number, latencyMs: number): void
}

/** Somebody who takes a seat and opens no transport: the cost of signaling alone. */
export class Attendee {
  readonly index: number
  readonly #company: Company
  readonly #log: EventLog
  #signaling: SignalingClient | undefined
  #id = ''
  #closed = false

  constructor(index: number, company: Company, log: EventLog) {
    this.index = index
    this.#company = company
    this.#log = log
  }

  get signalingMessages(): number {
    return this.#signaling?.traffic.receivedMessages ?? 0
  }

  /** Whether it was lost or closed, perhaps while it joined. */
  get isGone(): boolean {
    return this.#closed
  }

  async join(): Promise<void> {
    const { task, measures } = this.#company
    const signaling = await SignalingClient.connect(task.url, {
      timeout: ANSWER_TIMEOUT_MS,
      insecureTls: task.insecureTls,
    })
    this.#signaling = signaling
    signaling.on('room:changed', ({ updated }) => {
      for (const { id, name } of updated) if (name !== undefined && id !== this.#id) this.#hear(name)
    })
    signaling.on('session:ended', ({ code, message }) => this.lose(`${code}: ${message}`))
    const askedAt = performance.now()
    const { self } = await signaling.request('room:join', {
      room: task.room,
      name: nameOf(this.index),
      rtpCapabilities: nativeCapabilities(signaling.welcome.rtpCapabilities),
    })
    this.#id = self.id
    measures.add('joinReply', performance.now() - askedAt)
    const { receivedBytes, sentBytes } = signaling.traffic
    measures.add('signalingBytes', receivedBytes + sentBytes)
    signaling.onDisconnected((reason) => this.lose(reason))
  }

  /** Does something that everybody hears of, with the time in it. */
  async act(): Promise<void> {
    const id = Math.round(now() * 1000)
    const name = `${nameOf(this.index)} @${id}`
    this.#log.made(id)
    await this.#signaling?.request('participant:rename', { name })
  }

  /** Ends it and says why. Only the first reason counts: after a seat, its connection ends too. */
  lose(reason: string): void {
    if (this.#closed) return
    this.close()
    this.#company.lost(this.index, reason)
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
