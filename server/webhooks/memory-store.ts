import type {
  AnnouncedRoom,
  Announcement,
  Delivery,
  DeliveryChange,
  DeliveryFilter,
  ListedDelivery,
  WebhookEvent,
  WebhookStore,
} from './store.ts'

// Guests choose names of rooms, so they must not fill the memory.
const NUMBERS_MAX = 20_000

interface Kept {
  readonly event: WebhookEvent
  readonly deliveries: Map<string, Delivery>
}

/** Keeps webhooks for this life of the server, where nothing outlives it. */
export class WebhookMemory implements WebhookStore {
  readonly #events = new Map<number, Kept>()
  readonly #numbers = new Map<string, number>()
  #newest = 0

  get newest(): number {
    return this.#newest
  }

  announced(): AnnouncedRoom[] {
    return []
  }

  number(room: string): number {
    return this.#numbers.get(room) ?? 0
  }

  waiting(): Delivery[] {
    return this.#all().filter(({ state }) => state === 'waiting')
  }

  announce({ event, receivers }: Announcement): void {
    this.#newest = event.position
    this.#count(event)
    if (receivers.length === 0) return
    const deliveries = receivers.map((receiver) => [receiver, newDelivery(event, receiver)] as const)
    this.#events.set(event.position, { event, deliveries: new Map(deliveries) })
  }

  event(position: number): WebhookEvent | undefined {
    return this.#events.get(position)?.event
  }

  changeDelivery(position: number, receiver: string, change: DeliveryChange): void {
    const delivery = this.#events.get(position)?.deliveries.get(receiver)
    if (delivery) Object.assign(delivery, change)
  }

  list({ before, limit, receiver, state }: DeliveryFilter): ListedDelivery[] {
    return this.#all()
      .filter((one) => one.position < before)
      .filter((one) => receiver === undefined || one.receiver === receiver)
      .filter((one) => state === undefined || one.state === state)
      .toReversed()
      .slice(0, limit)
  }

  find(eventId: string): ListedDelivery[] {
    return this.#all().filter(({ event }) => event.id === eventId)
  }

  erase(upTo: number, before: number): void {
    for (const [position, { event, deliveries }] of this.#events) {
      const isWaiting = [...deliveries.values()].some(({ state }) => state === 'waiting')
      if (position <= upTo || (event.at < before && !isWaiting)) this.#events.delete(position)
    }
  }

  forgetRooms(): void {
    // Numbers end with the process anyway.
  }

  #count({ room, number }: WebhookEvent): void {
    this.#numbers.delete(room)
    this.#numbers.set(room, number)
    const [oldest] = this.#numbers.keys()
    if (this.#numbers.size > NUMBERS_MAX && oldest !== undefined) this.#numbers.delete(oldest)
  }

  #all(): ListedDelivery[] {
    return [...this.#events.values()].flatMap(({ event, deliveries }) =>
      Array.from(deliveries.values(), (delivery) => ({ ...delivery, event })),
    )
  }
}

/** A delivery before its first attempt. */
export function newDelivery({ position, room, at }: WebhookEvent, receiver: string): Delivery {
  return {
    position,
    receiver,
    room,
    state: 'waiting',
    attempts: 0,
    dueAt: at,
    status: 0,
    error: '',
    attemptedAt: 0,
  }
}
