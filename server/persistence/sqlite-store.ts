import { randomBytes } from 'node:crypto'
import type { DatabaseSync, SQLOutputValue } from 'node:sqlite'
import { z, type ZodType } from 'zod'
import { chatMessageSchema, seatMemorySchema, type ChatMessage, type Role } from '../../protocol/index.ts'
import type { Logger } from '../observability/logger.ts'
import type { PrivateMessage, RoomStore, StoredRoom, StoredSeat } from '../rooms/ports/store.ts'
import { WriteQueue } from './write-queue.ts'

/** Where a store writes, and who is told of failures. */
export interface SqliteStoreOptions {
  /** From `openDatabase`; closed with the store. */
  database: DatabaseSync
  /** How long chat outlives the last seat of its room, in milliseconds. */
  chatRetentionMs: number
  logger: Logger
}

type Row = Record<string, SQLOutputValue>

const privateMessageSchema = z.object({
  number: z.int(),
  senderSeq: z.int(),
  recipientSeq: z.int(),
  message: chatMessageSchema,
})

const SECRET_BYTES = 32
const ERASE_INTERVAL_MS = 60_000

/**
 * Keeps seats and chat in a database, so that a restart loses neither. Every change is made
 * before the call returns, see docs/decisions; the promises are those of the port.
 */
export class SqliteStore implements RoomStore {
  readonly secret: Buffer
  readonly lasting = true
  readonly #database: DatabaseSync
  readonly #writes: WriteQueue
  readonly #retentionMs: number
  readonly #timer: NodeJS.Timeout
  readonly #statements = new Map<string, ReturnType<DatabaseSync['prepare']>>()

  constructor({ database, chatRetentionMs, logger }: SqliteStoreOptions) {
    this.#database = database
    this.#writes = new WriteQueue(logger)
    this.#retentionMs = chatRetentionMs
    this.secret = this.#readSecret()
    this.#closeAbandoned()
    this.#erase()
    this.#timer = setInterval(() => this.#writes.run(() => this.#erase()), ERASE_INTERVAL_MS)
    this.#timer.unref()
  }

  /** Writes that a failing disk holds up. */
  get behind(): number {
    return this.#writes.behind
  }

  async occupiedRooms(): Promise<string[]> {
    return this.#all('SELECT DISTINCT room FROM seats ORDER BY room').map(({ room }) => String(room))
  }

  async load(room: string): Promise<StoredRoom | undefined> {
    const [stored] = this.#all('SELECT chat_seq, next_subchannel FROM rooms WHERE name = ?', room)
    if (!stored) return undefined
    return {
      chatSeq: Number(stored.chat_seq),
      nextSubchannel: Number(stored.next_subchannel),
      seats: this.#all('SELECT * FROM seats WHERE room = ? ORDER BY subchannel', room).map(readSeat),
      messages: this.#all('SELECT body FROM messages WHERE room = ? ORDER BY seq', room).flatMap(readMessage),
      privateMessages: this.#all(
        'SELECT body FROM private_messages WHERE room = ? ORDER BY number',
        room,
      ).flatMap(readPrivateMessage),
    }
  }

  async saveSeat(room: string, seat: StoredSeat): Promise<void> {
    this.#write(() => {
      this.#run(
        `INSERT INTO rooms (name, next_subchannel) VALUES (?, ?) ON CONFLICT (name) DO UPDATE
         SET emptied_at = NULL, next_subchannel = max(next_subchannel, excluded.next_subchannel)`,
        room,
        seat.subchannel + 1,
      )
      this.#run(
        `INSERT INTO seats
         (id, room, subchannel, name, role, hand_raised_at, microphone_muted, token_generation, memory)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET name = excluded.name, role = excluded.role,
         hand_raised_at = excluded.hand_raised_at, microphone_muted = excluded.microphone_muted,
         token_generation = excluded.token_generation, memory = excluded.memory`,
        seat.id,
        room,
        seat.subchannel,
        seat.name,
        seat.role,
        seat.handRaisedAt,
        seat.microphoneMuted ? 1 : 0,
        seat.tokenGeneration,
        seat.memory && JSON.stringify(seat.memory),
      )
    })
  }

  async removeSeat(room: string, seatId: string): Promise<void> {
    this.#write(() => this.#run('DELETE FROM seats WHERE id = ? AND room = ?', seatId, room))
  }

  async appendMessage(room: string, message: ChatMessage, oldestKept: number): Promise<void> {
    this.#write(() => {
      this.#run(
        `INSERT INTO rooms (name, chat_seq) VALUES (?, ?)
         ON CONFLICT (name) DO UPDATE SET chat_seq = excluded.chat_seq`,
        room,
        message.seq,
      )
      this.#run(
        'INSERT OR REPLACE INTO messages (room, seq, body) VALUES (?, ?, ?)',
        room,
        message.seq,
        JSON.stringify(message),
      )
      this.#run('DELETE FROM messages WHERE room = ? AND seq < ?', room, oldestKept)
    })
  }

  async appendPrivateMessage(room: string, message: PrivateMessage): Promise<void> {
    this.#write(() => {
      this.#run('INSERT INTO rooms (name) VALUES (?) ON CONFLICT (name) DO NOTHING', room)
      this.#run(
        'INSERT OR REPLACE INTO private_messages (room, number, body) VALUES (?, ?, ?)',
        room,
        message.number,
        JSON.stringify(message),
      )
    })
  }

  async removePrivateMessages(room: string, numbers: readonly number[]): Promise<void> {
    this.#write(() => {
      for (const number of numbers)
        this.#run('DELETE FROM private_messages WHERE room = ? AND number = ?', room, number)
    })
  }

  async emptied(room: string): Promise<void> {
    const now = Date.now()
    this.#write(() => {
      this.#run('DELETE FROM seats WHERE room = ?', room)
      this.#run('UPDATE rooms SET emptied_at = ? WHERE name = ?', now, room)
    })
    if (this.#retentionMs === 0) this.#writes.run(() => this.#erase())
  }

  async close(): Promise<void> {
    clearInterval(this.#timer)
    this.#writes.close()
    this.#database.close()
  }

  /** A process that was killed between the last leave and its note left rooms without a seat and an end. */
  #closeAbandoned(): void {
    this.#run(
      'UPDATE rooms SET emptied_at = ? WHERE emptied_at IS NULL AND name NOT IN (SELECT room FROM seats)',
      Date.now(),
    )
  }

  /** Erases what is past its retention. */
  #erase(): void {
    const before = Date.now() - this.#retentionMs
    const old = 'SELECT name FROM rooms WHERE emptied_at <= ?'
    this.#transaction(() => {
      this.#run(`DELETE FROM messages WHERE room IN (${old})`, before)
      this.#run(`DELETE FROM private_messages WHERE room IN (${old})`, before)
      this.#run('DELETE FROM rooms WHERE emptied_at <= ?', before)
    })
  }

  #readSecret(): Buffer {
    this.#run("INSERT OR IGNORE INTO meta (key, value) VALUES ('secret', ?)", randomBytes(SECRET_BYTES))
    const [row] = this.#all("SELECT value FROM meta WHERE key = 'secret'")
    return Buffer.from(row?.value as Uint8Array)
  }

  #write(work: () => void): void {
    this.#writes.run(() => this.#transaction(work))
  }

  #transaction(work: () => void): void {
    this.#database.exec('BEGIN IMMEDIATE')
    try {
      work()
      this.#database.exec('COMMIT')
    } catch (error) {
      // SQLite may have rolled back by itself, on a full disk for example.
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK')
      throw error
    }
  }

  #prepare(sql: string): ReturnType<DatabaseSync['prepare']> {
    const known = this.#statements.get(sql) ?? this.#database.prepare(sql)
    this.#statements.set(sql, known)
    return known
  }

  #run(sql: string, ...values: (string | number | null | Buffer)[]): void {
    this.#prepare(sql).run(...values)
  }

  #all(sql: string, ...values: (string | number)[]): Row[] {
    return this.#prepare(sql).all(...values)
  }
}

function readSeat(row: Row): StoredSeat {
  return {
    id: String(row.id),
    subchannel: Number(row.subchannel),
    name: String(row.name),
    role: row.role as Role,
    handRaisedAt: row.hand_raised_at === null ? null : Number(row.hand_raised_at),
    microphoneMuted: row.microphone_muted === 1,
    tokenGeneration: Number(row.token_generation),
    memory: readJson(seatMemorySchema, row.memory) ?? null,
  }
}

/** A message of another version of the protocol is left out. */
function readMessage(row: Row): ChatMessage[] {
  const message = readJson(chatMessageSchema, row.body)
  return message ? [message] : []
}

function readPrivateMessage(row: Row): PrivateMessage[] {
  const message = readJson(privateMessageSchema, row.body)
  return message ? [message] : []
}

/** Stored text in its form; undefined when there is none, or it is of another version or damaged. */
function readJson<T>(schema: ZodType<T>, text: SQLOutputValue | undefined): T | undefined {
  if (typeof text !== 'string') return undefined
  try {
    return schema.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}
