import type { Role, Source } from '../../protocol/index.ts'

/** A participant as deliveries tell of them. */
export interface AnnouncedParticipant {
  id: string
  name: string
  role: Role
  /** Server time in milliseconds since 1970, or null. */
  handRaisedAt: number | null
  /** `reconnecting` while the seat waits for its owner. */
  connection: 'connected' | 'reconnecting'
  /** What they send; nothing after a restart, until they send it again. */
  publications: readonly { source: Source; paused: boolean }[]
}

/** A room as receivers were told of it. */
export interface AnnouncedRoom {
  room: string
  /** Number of its newest event; 0 before the first. */
  number: number
  /** Whether it was said to be open. */
  open: boolean
  /** Those who were said to have joined and not to have left, the oldest seat first. */
  participants: readonly AnnouncedParticipant[]
}

/** One event as receivers get it. */
export interface WebhookEvent {
  /** Order among all events of this server, from 1. */
  position: number
  /** The same in every attempt and for every receiver: header `webhook-id`. */
  id: string
  room: string
  /** Order among the events of its room, from 1. */
  number: number
  /** A name of `ROOM_EVENT_NAMES`. */
  type: string
  /** Server time in milliseconds since 1970. */
  at: number
  /** What is sent, as JSON. */
  body: string
}

/** What follows from an event for what was announced. */
export interface Announcement {
  event: WebhookEvent
  /** Names of those who get it. */
  receivers: readonly string[]
  /** Whether the room is open after it. */
  open: boolean
  /** A participant as they are after it. */
  changed?: AnnouncedParticipant | undefined
  /** Seat of somebody who left. */
  left?: string | undefined
}

/** How far a delivery is: it waits for its next attempt, was taken, or was given up. */
export type DeliveryState = 'waiting' | 'delivered' | 'failed'

/** One event on its way to one receiver. */
export interface Delivery {
  position: number
  receiver: string
  room: string
  state: DeliveryState
  /** Attempts that have ended. */
  attempts: number
  /** Time of the next attempt, in milliseconds since 1970. */
  dueAt: number
  /** HTTP status of the last answer; 0 when there was none. */
  status: number
  /** Why there was no answer, as a code such as `ECONNREFUSED`; empty when there was one. */
  error: string
  /** When the last attempt ended, in milliseconds since 1970; 0 before the first. */
  attemptedAt: number
}

/** What an attempt changes about a delivery. */
export type DeliveryChange = Pick<
  Delivery,
  'state' | 'attempts' | 'dueAt' | 'status' | 'error' | 'attemptedAt'
>

/** Which deliveries a list holds. */
export interface DeliveryFilter {
  /** Only events of lower positions. */
  before: number
  /** Most events. */
  limit: number
  receiver?: string | undefined
  state?: DeliveryState | undefined
}

/** A delivery with its event. */
export interface ListedDelivery extends Delivery {
  event: WebhookEvent
}

/**
 * Keeps what was announced and what still has to be delivered. Changes are made in the order of the
 * calls, before each returns; none throws, as with `RoomStore`: a full disk must not end a meeting.
 */
export interface WebhookStore {
  /** Position of the newest event; 0 before the first. */
  readonly newest: number
  /** Rooms that were said to be open, or in which somebody is said to be. */
  announced(): AnnouncedRoom[]
  /** Number of the newest event of a room; 0 when none is known. */
  number(room: string): number
  /** Deliveries that wait, the oldest first. */
  waiting(): Delivery[]
  announce(announcement: Announcement): void
  /** The event of a position; undefined when it is kept no longer. */
  event(position: number): WebhookEvent | undefined
  changeDelivery(position: number, receiver: string, change: DeliveryChange): void
  /** The newest deliveries that match, the newest first. */
  list(filter: DeliveryFilter): ListedDelivery[]
  /** Every delivery of the event with this id. */
  find(eventId: string): ListedDelivery[]
  /**
   * Erases old events with their deliveries.
   *
   * @param upTo - the newest position that goes in any case
   * @param before - goes as well what happened before this time and waits for nobody, in milliseconds since 1970
   */
  erase(upTo: number, before: number): void
  /** Forgets the numbers of rooms that had no event since this time, in milliseconds since 1970. */
  forgetRooms(before: number): void
}
