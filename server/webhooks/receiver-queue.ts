import type { Logger } from '../observability/logger.ts'
import type { Answer } from './post.ts'
import type { Receiver } from './receivers.ts'
import { isGone, isTaken, pauseBefore } from './retry.ts'
import { signatureHeaders } from './signature.ts'
import type { Delivery, DeliveryChange, WebhookStore } from './store.ts'
import { WaitingLine } from './waiting-line.ts'

/** How an attempt ended. */
export type Outcome = 'delivered' | 'retried' | 'failed'

/** What the deliveries to one receiver work with. */
export interface ReceiverQueueOptions {
  receiver: Receiver
  store: WebhookStore
  /** Sends one message; never rejects. */
  poster: {
    post(body: string, headers: Readonly<Record<string, string>>, signal: AbortSignal): Promise<Answer>
    close(): void
  }
  /** Attempts at a time. */
  connections: number
  /** Age at which an event is given up, in milliseconds. */
  giveUpMs: number
  /** Most events that may wait. */
  maxWaiting: number
  ended: (outcome: Outcome) => void
  logger: Logger
  now?: () => number
  random?: () => number
}

// A timer of Node.js is at most 24 days long.
const LONGEST_TIMER_MS = 3_600_000
const TELL_AGAIN_MS = 10 * 60_000

/** Delivers to one receiver, which delays and disturbs no other. */
export class ReceiverQueue {
  readonly #options: ReceiverQueueOptions
  readonly #line = new WaitingLine()
  readonly #stop = new AbortController()
  readonly #running = new Set<Promise<void>>()
  readonly #now: () => number
  #timer: NodeJS.Timeout | undefined
  #troubleToldAt = -Infinity
  #dropToldAt = -Infinity
  #dropped = 0

  constructor(options: ReceiverQueueOptions) {
    this.#options = options
    this.#now = options.now ?? Date.now
  }

  get waiting(): number {
    return this.#line.size
  }

  /** Takes a delivery that is stored already, and sends it when its turn comes. */
  add(delivery: Delivery, isReplay = false): void {
    this.#line.add(delivery, isReplay)
    while (this.#line.size > this.#options.maxWaiting) this.#drop()
    this.#pump()
  }

  /** Gives up what waits of these positions and below, because it is kept no longer. */
  forget(upTo: number): void {
    while ((this.#line.oldest ?? Infinity) <= upTo) this.#drop()
  }

  /** Waits until no attempt is under way. */
  async idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.race(this.#running)
  }

  /** Breaks attempts off; they are made again in the next life of the server. */
  async close(): Promise<void> {
    this.#stop.abort()
    clearTimeout(this.#timer)
    await Promise.all(this.#running)
    this.#options.poster.close()
  }

  #pump(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    while (!this.#stop.signal.aborted && this.#running.size < this.#options.connections) {
      const now = this.#now()
      const { delivery, dueAt } = this.#line.take(now)
      if (!delivery) {
        this.#wakeAt(dueAt - now)
        return
      }
      const attempt = this.#attempt(delivery).finally(() => {
        this.#running.delete(attempt)
        this.#line.done(delivery.room)
        this.#pump()
      })
      this.#running.add(attempt)
    }
  }

  #wakeAt(inMs: number): void {
    if (inMs === Infinity) return
    this.#timer = setTimeout(() => this.#pump(), Math.min(inMs, LONGEST_TIMER_MS))
    this.#timer.unref()
  }

  async #attempt(delivery: Delivery): Promise<void> {
    const { store, poster, receiver } = this.#options
    const event = store.event(delivery.position)
    // It is kept no longer.
    if (!event) return this.#line.remove(delivery.position)
    const headers = signatureHeaders(receiver.keys, event, this.#now())
    const answer = await poster.post(event.body, headers, this.#stop.signal)
    if (this.#stop.signal.aborted && !isTaken(answer.status)) return
    this.#settle(delivery, answer, event.at)
  }

  #settle(delivery: Delivery, answer: Answer, eventAt: number): void {
    const { store, giveUpMs, random = Math.random } = this.#options
    const now = this.#now()
    const attempts = delivery.attempts + 1
    const dueAt = now + pauseBefore(attempts, answer, random())
    const isOver = isGone(answer.status) || dueAt - eventAt > giveUpMs
    const state = isTaken(answer.status) ? 'delivered' : isOver ? 'failed' : 'waiting'
    const { status, error } = answer
    const change: DeliveryChange = { state, attempts, dueAt, status, error, attemptedAt: now }
    store.changeDelivery(delivery.position, delivery.receiver, change)
    if (state === 'waiting') Object.assign(delivery, change)
    else this.#line.remove(delivery.position)
    this.#tell(delivery, change)
  }

  #tell(delivery: Delivery, { state, status, error, attempts }: DeliveryChange): void {
    const { logger, ended } = this.#options
    ended(state === 'waiting' ? 'retried' : state)
    const details = { receiver: delivery.receiver, room: delivery.room, status, error, attempts }
    if (state === 'delivered') {
      this.#troubleToldAt = -Infinity
      return
    }
    const now = this.#now()
    // A receiver that is away would fill the log otherwise.
    if (now - this.#troubleToldAt < TELL_AGAIN_MS) return logger.debug(details, 'a webhook was not taken')
    this.#troubleToldAt = now
    const next = state === 'failed' ? 'it is given up' : 'it is tried again'
    logger.warn(details, `a webhook was not taken; ${next}. Look at the receiver and at docs/webhooks.md`)
  }

  #drop(): void {
    const oldest = this.#line.oldest
    if (oldest === undefined) return
    this.#line.remove(oldest)
    this.#dropped += 1
    const now = this.#now()
    if (now - this.#dropToldAt < TELL_AGAIN_MS) return
    const { receiver, logger } = this.#options
    logger.warn(
      { receiver: receiver.name, dropped: this.#dropped },
      'too many webhooks wait; the oldest are dropped. Look at the receiver, or raise webhooks.maxEvents',
    )
    this.#dropToldAt = now
    this.#dropped = 0
  }
}
