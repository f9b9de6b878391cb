import { z } from 'zod'
import { roleSchema } from '../../protocol/index.ts'
import { newDelivery } from '../webhooks/memory-store.ts'
import type {
  AnnouncedParticipant,
  AnnouncedRoom,
  Announcement,
  Delivery,
  DeliveryChange,
  DeliveryFilter,
  DeliveryState,
  ListedDelivery,
  WebhookEvent,
  WebhookStore,
} from '../webhooks/store.ts'
import { readJson } from './stored-json.ts'
import type { Row, Tables } from './tables.ts'

const participantSchema = z.object({
  id: z.string(),
  name: z.string(),
  role: roleSchema,
  handRaisedAt: z.number().nullable(),
})

const LISTED = `SELECT * FROM webhook_deliveries JOIN webhook_events USING (position)`

/** The tables of what receivers of webhooks were told, and of what they still have to be told. */
export class WebhookTables implements WebhookStore {
  readonly #tables: Tables
  /** Events that a failing disk holds up. */
  readonly #unwritten = new Map<number, WebhookEvent>()
  #newest: number

  constructor(tables: Tables) {
    this.#tables = tables
    const [row] = tables.all("SELECT seq AS newest FROM sqlite_sequence WHERE name = 'webhook_events'")
    this.#newest = Number(row?.newest ?? 0)
  }

  get newest(): number {
    return this.#newest
  }

  announced(): AnnouncedRoom[] {
    const rooms = this.#tables.all(
      'SELECT * FROM webhook_rooms WHERE open = 1 OR room IN (SELECT room FROM webhook_seats)',
    )
    return rooms.map(({ room, number, open }) => ({
      room: String(room),
      number: Number(number),
      open: open === 1,
      participants: this.#tables
        .all('SELECT body FROM webhook_seats WHERE room = ? ORDER BY place', String(room))
        .flatMap(readParticipant),
    }))
  }

  number(room: string): number {
    return Number(this.#tables.all('SELECT number FROM webhook_rooms WHERE room = ?', room)[0]?.number ?? 0)
  }

  waiting(): Delivery[] {
    return this.#tables.all(`${LISTED} WHERE state = 'waiting' ORDER BY position`).map(readDelivery)
  }

  announce(announcement: Announcement): void {
    const { event } = announcement
    this.#newest = event.position
    this.#unwritten.set(event.position, event)
    this.#tables.write(() => {
      this.#write(announcement)
      this.#unwritten.delete(event.position)
    })
  }

  event(position: number): WebhookEvent | undefined {
    const [row] = this.#tables.all('SELECT * FROM webhook_events WHERE position = ?', position)
    return row ? readEvent(row) : this.#unwritten.get(position)
  }

  changeDelivery(position: number, receiver: string, change: DeliveryChange): void {
    this.#tables.write(() =>
      this.#tables.run(
        `UPDATE webhook_deliveries SET state = ?, attempts = ?, due_at = ?, status = ?, error = ?, attempted_at = ?
         WHERE position = ? AND receiver = ?`,
        change.state,
        change.attempts,
        Math.round(change.dueAt),
        change.status,
        change.error,
        Math.round(change.attemptedAt),
        position,
        receiver,
      ),
    )
  }

  list({ before, limit, receiver = '', state = '' as DeliveryState }: DeliveryFilter): ListedDelivery[] {
    return this.#tables
      .all(
        `${LISTED} WHERE position < ?1 AND (?2 = '' OR receiver = ?2) AND (?3 = '' OR state = ?3)
         ORDER BY position DESC, receiver LIMIT ?4`,
        before,
        receiver,
        state,
        limit,
      )
      .map(readListed)
  }

  find(eventId: string): ListedDelivery[] {
    return this.#tables.all(`${LISTED} WHERE id = ? ORDER BY receiver`, eventId).map(readListed)
  }

  erase(upTo: number, before: number): void {
    this.#tables.write(() => {
      this.#tables.run('DELETE FROM webhook_deliveries WHERE position <= ?', upTo)
      this.#tables.run('DELETE FROM webhook_events WHERE position <= ?', upTo)
      if (before <= 0) return
      this.#tables.run(
        `DELETE FROM webhook_events WHERE at < ? AND position NOT IN
         (SELECT position FROM webhook_deliveries WHERE state = 'waiting')`,
        before,
      )
      this.#tables.run(
        'DELETE FROM webhook_deliveries WHERE position NOT IN (SELECT position FROM webhook_events)',
      )
    })
  }

  forgetRooms(before: number): void {
    this.#tables.write(() =>
      this.#tables.run(
        `DELETE FROM webhook_rooms WHERE open = 0 AND changed_at < ?
         AND room NOT IN (SELECT room FROM webhook_seats)`,
        before,
      ),
    )
  }

  // Nothing here may fail for what an event says: rooms and chat would wait behind it.
  #write({ event, receivers, open, changed, left }: Announcement): void {
    const { position, id, room, number, type, at, body } = event
    this.#tables.run(
      'INSERT OR REPLACE INTO webhook_rooms (room, number, open, changed_at) VALUES (?, ?, ?, ?)',
      room,
      number,
      open ? 1 : 0,
      at,
    )
    if (changed) this.#writeSeat(room, position, changed)
    if (left !== undefined) this.#tables.run('DELETE FROM webhook_seats WHERE id = ?', left)
    if (receivers.length === 0) return
    this.#tables.run(
      'INSERT OR REPLACE INTO webhook_events (position, id, room, number, type, at, body) VALUES (?, ?, ?, ?, ?, ?, ?)',
      position,
      id,
      room,
      number,
      type,
      at,
      body,
    )
    for (const receiver of receivers)
      this.#tables.run(
        'INSERT OR REPLACE INTO webhook_deliveries (position, receiver, due_at) VALUES (?, ?, ?)',
        position,
        receiver,
        newDelivery(event, receiver).dueAt,
      )
  }

  #writeSeat(room: string, place: number, { id, name, role, handRaisedAt }: AnnouncedParticipant): void {
    this.#tables.run(
      `INSERT INTO webhook_seats (id, room, place, body) VALUES (?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET body = excluded.body`,
      id,
      room,
      place,
      JSON.stringify({ id, name, role, handRaisedAt }),
    )
  }
}

/** Media and connections ended with the process. */
function readParticipant(row: Row): AnnouncedParticipant[] {
  const participant = readJson(participantSchema, row.body)
  return participant ? [{ ...participant, connection: 'reconnecting', publications: [] }] : []
}

function readEvent(row: Row): WebhookEvent {
  return {
    position: Number(row.position),
    id: String(row.id),
    room: String(row.room),
    number: Number(row.number),
    type: String(row.type),
    at: Number(row.at),
    body: String(row.body),
  }
}

function readDelivery(row: Row): Delivery {
  return {
    position: Number(row.position),
    receiver: String(row.receiver),
    room: String(row.room),
    state: row.state as DeliveryState,
    attempts: Number(row.attempts),
    dueAt: Number(row.due_at),
    status: Number(row.status),
    error: String(row.error),
    attemptedAt: Number(row.attempted_at),
  }
}

function readListed(row: Row): ListedDelivery {
  return { ...readDelivery(row), event: readEvent(row) }
}
