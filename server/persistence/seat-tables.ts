import type { RoomStore, StoredSeat } from '../rooms/ports/store.ts'
import { readSeat } from './stored-rows.ts'
import type { Tables } from './tables.ts'

/** The table of seats, and of the meetings that they are in. */
export class SeatTables implements Pick<RoomStore, 'saveSeat' | 'removeSeat' | 'saveSpotlight'> {
  readonly #tables: Tables

  constructor(tables: Tables) {
    this.#tables = tables
  }

  /** Names of rooms in which somebody has a seat, in order. */
  get occupiedRooms(): string[] {
    return this.#tables.all('SELECT DISTINCT room FROM seats ORDER BY room').map(({ room }) => String(room))
  }

  /** Seats of a room, the oldest first. */
  ofRoom(room: string): StoredSeat[] {
    return this.#tables.all('SELECT * FROM seats WHERE room = ? ORDER BY subchannel', room).map(readSeat)
  }

  async saveSeat(room: string, seat: StoredSeat): Promise<void> {
    this.#tables.write(() => {
      this.#tables.run(
        `INSERT INTO rooms (name, next_subchannel, began_at) VALUES (?, ?, ?) ON CONFLICT (name) DO UPDATE
         SET began_at = iif(emptied_at IS NULL, began_at, excluded.began_at), emptied_at = NULL,
         next_subchannel = max(next_subchannel, excluded.next_subchannel)`,
        room,
        seat.subchannel + 1,
        Date.now(),
      )
      this.#tables.run(
        `INSERT INTO seats
         (id, room, subchannel, name, role, hand_raised_at, microphone_muted, token_generation, memory, person, stops)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET name = excluded.name, role = excluded.role,
         hand_raised_at = excluded.hand_raised_at, microphone_muted = excluded.microphone_muted,
         token_generation = excluded.token_generation, memory = excluded.memory, person = excluded.person,
         stops = excluded.stops`,
        seat.id,
        room,
        seat.subchannel,
        seat.name,
        seat.role,
        seat.handRaisedAt,
        seat.microphoneMuted ? 1 : 0,
        seat.tokenGeneration,
        seat.memory && JSON.stringify(seat.memory),
        seat.person && JSON.stringify(seat.person),
        seat.stops.length > 0 ? JSON.stringify(seat.stops) : null,
      )
    })
  }

  async removeSeat(room: string, seatId: string): Promise<void> {
    this.#tables.write(() => this.#tables.run('DELETE FROM seats WHERE id = ? AND room = ?', seatId, room))
  }

  async saveSpotlight(room: string, participantIds: readonly string[]): Promise<void> {
    const kept = participantIds.length > 0 ? JSON.stringify(participantIds) : null
    this.#tables.write(() => this.#tables.run('UPDATE rooms SET spotlight = ? WHERE name = ?', kept, room))
  }
}
