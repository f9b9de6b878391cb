import { randomBytes } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'
import type { ChatMessage, LogEntry } from '../../protocol/index.ts'
import type { Logger } from '../observability/logger.ts'
import type { PrivateMessage, RoomStore, StoredRoom, StoredSeat } from '../rooms/ports/store.ts'
import type { StoredPolicy } from '../rooms/ports/policy-store.ts'
import type { UsedKind, UsedOnce } from '../rooms/ports/used-store.ts'
import { PolicyTables } from './policy-tables.ts'
import { SeatTables } from './seat-tables.ts'
import { snapshotDatabase } from './snapshot.ts'
import { readMessage, readPrivateMessage, readSpotlight } from './stored-rows.ts'
import { Tables } from './tables.ts'
import { UsedTable } from './used-table.ts'
import { WebhookTables } from './webhook-tables.ts'
import { WriteQueue } from './write-queue.ts'

/** Where a store writes, and who is told of failures. */
export interface SqliteStoreOptions {
  /** From `openDatabase`; closed with the store. */
  database: DatabaseSync
  /** How long chat outlives the last seat of its room, in milliseconds. */
  chatRetentionMs: number
  /** How long owner, rules and invitations of a room outlive its last use, in milliseconds. Default: 90 days. */
  policyRetentionMs?: number
  logger: Logger
}

const SECRET_BYTES = 32
const ERASE_INTERVAL_MS = 60_000
const POLICY_RETENTION_MS = 90 * 24 * 60 * 60_000

/**
 * Keeps seats and chat in a database, so that a restart loses neither. Every change is made
 * before the call returns, see docs/decisions; the promises are those of the port.
 */
export class SqliteStore implements RoomStore {
  readonly secret: Buffer
  readonly lasting = true
  readonly webhooks: WebhookTables
  readonly #database: DatabaseSync
  readonly #writes: WriteQueue
  readonly #retentionMs: number
  readonly #policyRetentionMs: number
  readonly #timer: NodeJS.Timeout
  readonly #tables: Tables
  readonly #seats: SeatTables
  readonly #policies: PolicyTables
  readonly #used: UsedTable

  constructor({ database, chatRetentionMs, policyRetentionMs, logger }: SqliteStoreOptions) {
    this.#database = database
    this.#writes = new WriteQueue(logger)
    this.#tables = new Tables(database, this.#writes)
    this.#seats = new SeatTables(this.#tables)
    this.#policies = new PolicyTables(this.#tables)
    this.#used = new UsedTable(this.#tables)
    this.webhooks = new WebhookTables(this.#tables)
    this.#retentionMs = chatRetentionMs
    this.#policyRetentionMs = policyRetentionMs ?? POLICY_RETENTION_MS
    this.secret = this.#readSecret()
    this.#closeAbandoned()
    this.#erase()
    this.#timer = setInterval(() => this.#writes.run(() => this.#erase()), ERASE_INTERVAL_MS)
    this.#timer.unref()
  }

  get behind(): number {
    return this.#writes.behind
  }

  /** Copies everything into a file, see `snapshotDatabase`. */
  async snapshot(file: string): Promise<void> {
    await snapshotDatabase(this.#database, file)
  }

  async occupiedRooms(): Promise<string[]> {
    return this.#seats.occupiedRooms
  }

  async load(room: string): Promise<StoredRoom | undefined> {
    const [stored] = this.#tables.all('SELECT * FROM rooms WHERE name = ?', room)
    // The log of a room that is somebody's outlives its chat, and its lines must not be overwritten.
    const logNumber = this.#policies.newestLine(room)
    if (!stored && logNumber === 0) return undefined
    return {
      chatSeq: Number(stored?.chat_seq ?? 0),
      nextSubchannel: Number(stored?.next_subchannel ?? 1),
      beganAt: Number(stored?.began_at ?? 0),
      logNumber,
      spotlight: readSpotlight(stored),
      seats: this.#seats.ofRoom(room),
      messages: this.#tables
        .all('SELECT body FROM messages WHERE room = ? ORDER BY seq', room)
        .flatMap(readMessage),
      privateMessages: this.#tables
        .all('SELECT body FROM private_messages WHERE room = ? ORDER BY number', room)
        .flatMap(readPrivateMessage),
    }
  }

  saveSeat(room: string, seat: StoredSeat): Promise<void> {
    return this.#seats.saveSeat(room, seat)
  }

  removeSeat(room: string, seatId: string): Promise<void> {
    return this.#seats.removeSeat(room, seatId)
  }

  saveSpotlight(room: string, participantIds: readonly string[]): Promise<void> {
    return this.#seats.saveSpotlight(room, participantIds)
  }

  async appendMessage(room: string, message: ChatMessage, oldestKept: number): Promise<void> {
    this.#tables.write(() => {
      this.#tables.run(
        `INSERT INTO rooms (name, chat_seq) VALUES (?, ?)
         ON CONFLICT (name) DO UPDATE SET chat_seq = excluded.chat_seq`,
        room,
        message.seq,
      )
      this.#tables.run(
        'INSERT OR REPLACE INTO messages (room, seq, body) VALUES (?, ?, ?)',
        room,
        message.seq,
        JSON.stringify(message),
      )
      this.#tables.run('DELETE FROM messages WHERE room = ? AND seq < ?', room, oldestKept)
    })
  }

  async readMessages(
    room: string,
    { after, limit }: { after: number; limit: number },
  ): Promise<{ messages: ChatMessage[]; latest: number }> {
    const [stored] = this.#tables.all('SELECT chat_seq FROM rooms WHERE name = ?', room)
    const rows = this.#tables.all(
      'SELECT body FROM messages WHERE room = ? AND seq > ? ORDER BY seq LIMIT ?',
      room,
      after,
      limit,
    )
    return { messages: rows.flatMap(readMessage), latest: Number(stored?.chat_seq ?? 0) }
  }

  async appendPrivateMessage(room: string, message: PrivateMessage): Promise<void> {
    this.#tables.write(() => {
      this.#tables.run('INSERT INTO rooms (name) VALUES (?) ON CONFLICT (name) DO NOTHING', room)
      this.#tables.run(
        'INSERT OR REPLACE INTO private_messages (room, number, body) VALUES (?, ?, ?)',
        room,
        message.number,
        JSON.stringify(message),
      )
    })
  }

  async removePrivateMessages(room: string, numbers: readonly number[]): Promise<void> {
    this.#tables.write(() => {
      for (const number of numbers)
        this.#tables.run('DELETE FROM private_messages WHERE room = ? AND number = ?', room, number)
    })
  }

  async emptied(room: string): Promise<void> {
    const now = Date.now()
    this.#tables.write(() => {
      this.#tables.run('DELETE FROM seats WHERE room = ?', room)
      this.#tables.run('UPDATE rooms SET emptied_at = ?, spotlight = NULL WHERE name = ?', now, room)
    })
    if (this.#retentionMs === 0) this.#writes.run(() => this.#erase())
  }

  loadPolicy(room: string): Promise<StoredPolicy | undefined> {
    return this.#policies.loadPolicy(room)
  }

  savePolicy(room: string, policy: StoredPolicy): Promise<void> {
    return this.#policies.savePolicy(room, policy)
  }

  removePolicy(room: string): Promise<void> {
    return this.#policies.removePolicy(room)
  }

  listPolicies(after: string, limit: number): Promise<string[]> {
    return this.#policies.listPolicies(after, limit)
  }

  appendLog(room: string, entry: LogEntry, oldestKept: number): Promise<void> {
    return this.#policies.appendLog(room, entry, oldestKept)
  }

  removeLog(room: string): Promise<void> {
    return this.#policies.removeLog(room)
  }

  loadUsed(kind: UsedKind): Promise<UsedOnce[]> {
    return this.#used.loadUsed(kind)
  }

  saveUsed(kind: UsedKind, used: UsedOnce): Promise<void> {
    return this.#used.saveUsed(kind, used)
  }

  readLog(room: string, before: number, limit: number): Promise<LogEntry[]> {
    return this.#policies.readLog(room, before, limit)
  }

  async close(): Promise<void> {
    clearInterval(this.#timer)
    this.#writes.close()
    this.#database.close()
  }

  /** A process that was killed between the last leave and its note left rooms without a seat and an end. */
  #closeAbandoned(): void {
    this.#tables.run(
      'UPDATE rooms SET emptied_at = ? WHERE emptied_at IS NULL AND name NOT IN (SELECT room FROM seats)',
      Date.now(),
    )
  }

  /** Erases what is past its retention. */
  #erase(): void {
    const now = Date.now()
    const before = now - this.#retentionMs
    const old = 'SELECT name FROM rooms WHERE emptied_at <= ?'
    this.#tables.transaction(() => {
      this.#tables.run(`DELETE FROM messages WHERE room IN (${old})`, before)
      this.#tables.run(`DELETE FROM private_messages WHERE room IN (${old})`, before)
      this.#policies.erase(old, before, now - this.#policyRetentionMs)
      this.#tables.run('DELETE FROM rooms WHERE emptied_at <= ?', before)
      this.#used.erase(now)
    })
  }

  #readSecret(): Buffer {
    this.#tables.run(
      "INSERT OR IGNORE INTO meta (key, value) VALUES ('secret', ?)",
      randomBytes(SECRET_BYTES),
    )
    const [row] = this.#tables.all("SELECT value FROM meta WHERE key = 'secret'")
    return Buffer.from(row?.value as Uint8Array)
  }
}
