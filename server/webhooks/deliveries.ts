import type { Delivery, DeliveryState, ListedDelivery, WebhookEvent, WebhookStore } from './store.ts'

/** A delivery as lists show it. */
export interface DeliverySummary {
  /** The `webhook-id` of the message. */
  id: string
  receiver: string
  type: string
  room: string
  /** Order among the events of the room. */
  number: number
  state: DeliveryState
  attempts: number
  /** Times in ISO 8601. */
  happenedAt: string
  lastAttemptAt: string | null
  /** Null unless it waits. */
  nextAttemptAt: string | null
  /** HTTP status of the last answer; null when there was none. */
  status: number | null
  /** Why there was no answer; null when there was one, or no attempt yet. */
  error: string | null
}

/** One page of the list. */
export interface DeliveryPage {
  deliveries: DeliverySummary[]
  /** What to ask the next page with; null on the last one. */
  next: string | null
}

/** Which page of the list. */
export interface DeliveryQuery {
  /** `next` of the page before; the newest page without it. */
  cursor?: string | undefined
  /** Most deliveries, 1 to 100; 50 unless said otherwise. */
  limit?: number | undefined
  receiver?: string | undefined
  state?: DeliveryState | undefined
}

const PAGE_DEFAULT = 50
const PAGE_MAX = 100

/** Lets operators look at the last deliveries, and send them again. */
export class Deliveries {
  readonly #store: WebhookStore
  readonly #sender: { hasReceiver(name: string): boolean; resend(delivery: Delivery): void }

  constructor(
    store: WebhookStore,
    sender: { hasReceiver(name: string): boolean; resend(delivery: Delivery): void },
  ) {
    this.#store = store
    this.#sender = sender
  }

  /** The newest deliveries first. An event with several receivers is never parted by a page. */
  list({ cursor, limit = PAGE_DEFAULT, receiver, state }: DeliveryQuery): DeliveryPage {
    const most = Math.max(1, Math.min(Math.floor(limit) || PAGE_DEFAULT, PAGE_MAX))
    const before =
      cursor !== undefined && /^\d{1,15}$/.test(cursor) ? Number(cursor) : Number.MAX_SAFE_INTEGER
    const found = this.#store.list({ before, limit: most + 1, receiver, state })
    const page = wholeEvents(found, most)
    const last = page.at(-1)
    const isMore = found.length > page.length && last !== undefined
    return { deliveries: page.map(summaryOf), next: isMore ? String(last.position) : null }
  }

  /** A message and its deliveries; undefined when it is kept no longer. */
  read(id: string): { message: WebhookEvent['body']; deliveries: DeliverySummary[] } | undefined {
    const found = this.#store.find(id)
    const [first] = found
    return first && { message: first.event.body, deliveries: found.map(summaryOf) }
  }

  /**
   * Sends a message again, with the same id: to one receiver, or to all that are still configured.
   *
   * @returns to whom; undefined when it is kept no longer, or never went to that receiver
   */
  replay(id: string, receiver?: string): string[] | undefined {
    const found = this.#store
      .find(id)
      .filter((one) => receiver === undefined || one.receiver === receiver)
      .filter((one) => this.#sender.hasReceiver(one.receiver))
    if (found.length === 0) return undefined
    // What waits anyway is not sent twice.
    for (const { event, ...delivery } of found.filter(({ state }) => state !== 'waiting')) {
      const again: Delivery = {
        ...delivery,
        room: event.room,
        state: 'waiting',
        attempts: 0,
        dueAt: Date.now(),
      }
      this.#store.changeDelivery(again.position, again.receiver, again)
      this.#sender.resend(again)
    }
    return found.map((one) => one.receiver)
  }
}

/** The first ones, without an event of which some are left out; the first event in any case. */
function wholeEvents(found: readonly ListedDelivery[], most: number): readonly ListedDelivery[] {
  if (found.length <= most) return found
  const cut = found[most]?.position
  const whole = found.slice(0, most).filter(({ position }) => position !== cut)
  return whole.length > 0 ? whole : found.slice(0, most)
}

function summaryOf({
  event,
  receiver,
  state,
  attempts,
  attemptedAt,
  dueAt,
  status,
  error,
}: ListedDelivery): DeliverySummary {
  return {
    id: event.id,
    receiver,
    type: event.type,
    room: event.room,
    number: event.number,
    state,
    attempts,
    happenedAt: isoTime(event.at),
    lastAttemptAt: attemptedAt === 0 ? null : isoTime(attemptedAt),
    nextAttemptAt: state === 'waiting' ? isoTime(dueAt) : null,
    status: status === 0 ? null : status,
    error: error === '' ? null : error,
  }
}

function isoTime(at: number): string {
  return new Date(at).toISOString()
}
