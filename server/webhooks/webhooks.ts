import { randomUUID } from 'node:crypto'
import type { Participant } from '../../protocol/index.ts'
import type { Config } from '../config/schema.ts'
import type { Logger } from '../observability/logger.ts'
import {
  ROOM_EVENT_NAMES,
  type RoomEvent,
  type RoomEventName,
  type RoomEvents,
} from '../rooms/ports/events.ts'
import { AnnouncedRooms } from './announced-rooms.ts'
import { eventBody } from './event-body.ts'
import { newDelivery } from './memory-store.ts'
import { Poster, type PosterOptions } from './post.ts'
import { ReceiverQueue, type Outcome } from './receiver-queue.ts'
import type { Receiver } from './receivers.ts'
import type { Delivery, WebhookEvent, WebhookStore } from './store.ts'

/** What webhooks work with. */
export interface WebhooksOptions {
  /** From `readReceivers`. */
  receivers: readonly Receiver[]
  settings: Config['webhooks']
  /** What is kept, and whether it and the seats outlive the process. */
  store: { readonly webhooks: WebhookStore; readonly lasting: boolean }
  /** Every event of these is told. */
  events: RoomEvents
  logger: Logger
  /** How receivers are reached; tests say otherwise. */
  reach?: Pick<PosterOptions, 'resolve' | 'ca'>
}

/** The people in rooms as they are now. */
export interface PresentRooms {
  /** The room, if anybody is in it. */
  find(name: string): { readonly participants: readonly Participant[] } | undefined
}

// Each connection costs a TLS handshake and a place at the receiver.
const CONNECTIONS = 4
const HOUR_MS = 3_600_000
// Receivers that answer at once still hear that the server stops.
const LAST_MOMENT_MS = 500
// Erasing for each event would double what it costs.
const ERASE_EVERY = 100
const NUMBERS_KEPT_MS = 90 * 24 * HOUR_MS

/** Tells receivers what happens in rooms. */
export class Webhooks {
  readonly #options: WebhooksOptions
  readonly #receivers: readonly Receiver[]
  readonly #queues: ReadonlyMap<string, ReceiverQueue>
  readonly #rooms: AnnouncedRooms
  /** Rooms of which nothing is said yet, because nothing has happened in them, and since when they are there. */
  readonly #silent = new Map<string, RoomEvent<'roomOpened'>>()
  readonly #timer: NodeJS.Timeout | undefined
  readonly #ends: (() => void)[] = []
  /** How many attempts ended how, since the server started. */
  readonly outcomes: Record<Outcome, number> = { delivered: 0, retried: 0, failed: 0 }

  constructor(options: WebhooksOptions) {
    const { receivers, store, events } = options
    this.#options = options
    this.#receivers = receivers
    this.#queues = new Map(this.#receivers.map((receiver) => [receiver.name, this.#createQueue(receiver)]))
    this.#rooms = new AnnouncedRooms(store.webhooks)
    if (this.#receivers.length === 0) return
    this.#clean()
    this.#resume()
    this.#watch(events)
    this.#timer = setInterval(() => this.#clean(), HOUR_MS)
    this.#timer.unref()
  }

  get #store(): WebhookStore {
    return this.#options.store.webhooks
  }

  /** Deliveries that wait, by receiver. */
  get waiting(): ReadonlyMap<string, number> {
    return new Map([...this.#queues].map(([name, queue]) => [name, queue.waiting]))
  }

  /** Whether a receiver of this name is configured. */
  hasReceiver(name: string): boolean {
    return this.#queues.has(name)
  }

  /**
   * Says of seats from before a restart what the former process could not say any more. Called once they
   * are restored.
   */
  reconcile(rooms: PresentRooms): void {
    if (this.#receivers.length === 0) return
    for (const room of this.#rooms.occupied) {
      const present = new Map(rooms.find(room)?.participants.map((one) => [one.id, one]))
      for (const participantId of this.#rooms.seats(room)) {
        const participant = present.get(participantId)
        if (participant) this.#rooms.refresh(room, participant)
        else this.#announce('participantLeft', { name: 'participantLeft', room, participantId })
        present.delete(participantId)
      }
      for (const participant of present.values())
        this.#announce('participantJoined', { name: 'participantJoined', room, participant })
    }
  }

  /** Sends a delivery again, which is stored as waiting already. */
  resend(delivery: Delivery): void {
    this.#queues.get(delivery.receiver)?.add(delivery, true)
  }

  /** Stops to watch and, after a moment, to send; what waits is sent in the next life of the server. */
  async close(): Promise<void> {
    for (const end of this.#ends.splice(0)) end()
    clearInterval(this.#timer)
    const patience = Promise.withResolvers<void>()
    const timer = setTimeout(patience.resolve, LAST_MOMENT_MS)
    await Promise.race([patience.promise, this.#idle()])
    clearTimeout(timer)
    await Promise.all(Array.from(this.#queues.values(), (queue) => queue.close()))
  }

  #watch(events: RoomEvents): void {
    // A process that was killed could not say that its rooms ended.
    for (const room of this.#rooms.occupied)
      if (this.#rooms.isOpen(room))
        this.#announce('roomClosed', { name: 'roomClosed', room, reason: 'stopped' })
    for (const name of ROOM_EVENT_NAMES)
      this.#ends.push(events.on(name, (event) => this.#happened(name, event as RoomEvent)))
  }

  async #idle(): Promise<void> {
    await Promise.all(Array.from(this.#queues.values(), (queue) => queue.idle()))
  }

  #happened(type: RoomEventName, event: RoomEvent): void {
    const { room } = event
    if (type === 'chatMessageStored' && isPrivate(event as RoomEvent<'chatMessageStored'>)) return
    if (type === 'roomOpened' && (event as RoomEvent<'roomOpened'>).restoredSeats === 0) {
      this.#silent.set(room, event as RoomEvent<'roomOpened'>)
      return
    }
    const opened = this.#silent.get(room)
    this.#silent.delete(room)
    // It was opened for somebody who was not let in.
    if (opened && type === 'roomClosed') return
    if (opened) this.#announce('roomOpened', opened)
    if (type === 'participantLeft' && !this.#rooms.has(event as RoomEvent<'participantLeft'>)) return
    if (type === 'roomClosed') this.#leaveAll(event as RoomEvent<'roomClosed'>)
    this.#announce(type, event)
  }

  /** Seats that nobody can come back to are given up with their room. */
  #leaveAll({ room, reason }: RoomEvent<'roomClosed'>): void {
    if (reason === 'stopped' && this.#options.store.lasting) return
    for (const participantId of this.#rooms.seats(room))
      this.#announce('participantLeft', { name: 'participantLeft', room, participantId })
  }

  #announce(type: RoomEventName, event: RoomEvent): void {
    const { settings } = this.#options
    const store = this.#store
    const { changed, left, ...context } = this.#rooms.apply(type, event)
    const receivers = this.#receivers.filter(({ events }) => events.has(type)).map(({ name }) => name)
    const at = Date.now()
    const stored: WebhookEvent = {
      position: store.newest + 1,
      id: `msg_${randomUUID()}`,
      room: event.room,
      number: context.number,
      type,
      at,
      body: eventBody(type, event, { ...context, room: event.room, at }),
    }
    store.announce({ event: stored, receivers, open: context.open, changed, left })
    if (stored.position % ERASE_EVERY === 0) this.#erase(stored.position - settings.maxEvents, 0)
    for (const receiver of receivers) this.#queues.get(receiver)?.add(newDelivery(stored, receiver))
  }

  #erase(upTo: number, before: number): void {
    if (upTo > 0) for (const queue of this.#queues.values()) queue.forget(upTo)
    if (upTo > 0 || before > 0) this.#store.erase(upTo, before)
  }

  #clean(): void {
    const { settings } = this.#options
    const store = this.#store
    this.#erase(store.newest - settings.maxEvents, Date.now() - settings.historyHours * HOUR_MS)
    store.forgetRooms(Date.now() - NUMBERS_KEPT_MS)
  }

  /** Goes on, at once, with what a former process had not delivered. */
  #resume(): void {
    const { logger } = this.#options
    const store = this.#store
    let orphans = 0
    for (const delivery of store.waiting()) {
      const queue = this.#queues.get(delivery.receiver)
      queue?.add({ ...delivery, dueAt: Date.now() })
      if (queue) continue
      orphans += 1
      store.changeDelivery(delivery.position, delivery.receiver, { ...delivery, state: 'failed' })
    }
    if (orphans > 0)
      logger.warn({ orphans }, 'webhooks waited for receivers that are not configured any more')
  }

  #createQueue(receiver: Receiver): ReceiverQueue {
    const { settings, logger, reach } = this.#options
    return new ReceiverQueue({
      receiver,
      store: this.#store,
      poster: new Poster({
        ...reach,
        url: receiver.url,
        allowPrivate: settings.allowPrivate,
        timeoutMs: settings.timeoutSeconds * 1000,
        connections: CONNECTIONS,
      }),
      connections: CONNECTIONS,
      giveUpMs: settings.giveUpHours * HOUR_MS,
      maxWaiting: settings.maxEvents,
      ended: (outcome) => (this.outcomes[outcome] += 1),
      logger,
    })
  }
}

/** Messages to one person are for that person alone, whatever is configured. */
function isPrivate({ message }: RoomEvent<'chatMessageStored'>): boolean {
  return message.to !== undefined
}
