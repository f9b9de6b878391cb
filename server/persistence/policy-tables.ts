import { z } from 'zod'
import { logEntrySchema, roleSchema, roomRulesSchema, type LogEntry } from '../../protocol/index.ts'
import type { LogStore } from '../rooms/ports/log-store.ts'
import type { PolicyStore, StoredPolicy } from '../rooms/ports/policy-store.ts'
import { readJson } from './stored-json.ts'
import type { Tables } from './tables.ts'

const stored = z.object({
  owner: z.object({ name: z.string(), generation: z.int() }).nullable(),
  rules: roomRulesSchema.partial(),
  password: z.string().nullable(),
  invitations: z.array(
    z.object({
      id: z.string(),
      role: roleSchema,
      note: z.string().optional(),
      usesLeft: z.int().nullable(),
      used: z.int(),
      madeAt: z.number(),
      expiresAt: z.number().nullable(),
      madeBy: z.string(),
    }),
  ),
  bans: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      at: z.number(),
      by: z.string(),
      account: z.string().optional(),
      devices: z.array(z.string()).optional(),
      address: z.string().optional(),
    }),
  ),
})

/** The tables of who may enter rooms, and of what was done in them. */
export class PolicyTables implements PolicyStore, LogStore {
  readonly #tables: Tables

  constructor(tables: Tables) {
    this.#tables = tables
  }

  async loadPolicy(room: string): Promise<StoredPolicy | undefined> {
    const [row] = this.#tables.all('SELECT body FROM policies WHERE room = ?', room)
    if (!row) return undefined
    const policy = readJson(stored, row.body)
    // Damaged, it must not become an open room.
    if (!policy) throw new Error(`The rules of the room ${room} cannot be read.`)
    return policy as StoredPolicy
  }

  async savePolicy(room: string, policy: StoredPolicy): Promise<void> {
    this.#tables.write(() =>
      this.#tables.run(
        'INSERT OR REPLACE INTO policies (room, body, changed_at) VALUES (?, ?, ?)',
        room,
        JSON.stringify(policy),
        Date.now(),
      ),
    )
  }

  async removePolicy(room: string): Promise<void> {
    this.#tables.write(() => {
      this.#tables.run('DELETE FROM policies WHERE room = ?', room)
      this.#tables.run('DELETE FROM room_log WHERE room = ?', room)
    })
  }

  async listPolicies(after: string, limit: number): Promise<string[]> {
    return this.#tables
      .all('SELECT room FROM policies WHERE room > ? ORDER BY room LIMIT ?', after, limit)
      .map(({ room }) => String(room))
  }

  async appendLog(room: string, entry: LogEntry, oldestKept: number): Promise<void> {
    this.#tables.write(() => {
      this.#tables.run(
        'INSERT OR REPLACE INTO room_log (room, number, body) VALUES (?, ?, ?)',
        room,
        entry.number,
        JSON.stringify(entry),
      )
      this.#tables.run('DELETE FROM room_log WHERE room = ? AND number < ?', room, oldestKept)
    })
  }

  async removeLog(room: string): Promise<void> {
    this.#tables.write(() => this.#tables.run('DELETE FROM room_log WHERE room = ?', room))
  }

  async readLog(room: string, before: number, limit: number): Promise<LogEntry[]> {
    return this.#tables
      .all(
        'SELECT body FROM room_log WHERE room = ? AND number < ? ORDER BY number DESC LIMIT ?',
        room,
        before,
        limit,
      )
      .flatMap(({ body }) => readJson(logEntrySchema, body) ?? [])
  }

  /**
   * Erases policies that nobody used for long, and the logs of rooms that are nobody's with their chat. Inside a
   * transaction.
   *
   * @param oldRooms - selects the names of the rooms whose chat is erased, by a time
   * @param before - that time
   * @param unusedSince - in milliseconds since 1970
   */
  erase(oldRooms: string, before: number, unusedSince: number): void {
    this.#tables.run(
      'DELETE FROM policies WHERE changed_at <= ? AND room NOT IN (SELECT room FROM seats)',
      unusedSince,
    )
    // Of a room that is somebody's, its hosts read the log later too. When it is nobody's any more, its chat is long gone.
    this.#tables.run(
      `DELETE FROM room_log WHERE room NOT IN (SELECT room FROM policies)
       AND (room IN (${oldRooms}) OR room NOT IN (SELECT name FROM rooms))`,
      before,
    )
  }

  /** Number of the newest line of a log; 0 before the first. */
  newestLine(room: string): number {
    const [row] = this.#tables.all('SELECT max(number) AS newest FROM room_log WHERE room = ?', room)
    return Number(row?.newest ?? 0)
  }
}
