import type { DatabaseSync } from 'node:sqlite'
import { splitNameMark } from '../../protocol/index.ts'

/** How much was erased, by what it was. */
export interface Erased {
  seats: number
  messages: number
  privateMessages: number
  logLines: number
  /** Rooms whose owner, rules, password, invitations and bans were erased, or in which a name was. */
  policies: number
}

/** Stands where the name of somebody was who has been erased. */
const ERASED_NAME = 'erased'

type Json = Record<string, unknown>

/**
 * Erases all that is kept of a room.
 *
 * @param room - its canonical name
 */
export function eraseRoom(database: DatabaseSync, room: string): Erased {
  const remove = (table: string): number =>
    Number(database.prepare(`DELETE FROM ${table} WHERE room = ?`).run(room).changes)
  return together(database, () => {
    const erased = {
      seats: remove('seats'),
      messages: remove('messages'),
      privateMessages: remove('private_messages'),
      logLines: remove('room_log'),
      policies: remove('policies'),
    }
    database.prepare('DELETE FROM rooms WHERE name = ?').run(room)
    return erased
  })
}

/**
 * Erases what somebody wrote and received, and where their name stands, in all rooms. People without an account are
 * known by their name alone, so everybody of that name is meant.
 *
 * @param name - as others saw it, with or without the number behind equal names
 */
export function erasePerson(database: DatabaseSync, name: string): Erased {
  const isMeant = (shown: unknown): boolean =>
    typeof shown === 'string' && splitNameMark(shown).name === splitNameMark(name).name
  const concerns = (value: unknown): boolean => findsName(value, isMeant)
  return together(database, () => ({
    seats: removeRows(database, { table: 'seats', column: 'name', key: ['id'] }, isMeant),
    messages: removeRows(database, { table: 'messages', column: 'body', key: ['room', 'seq'] }, concerns),
    privateMessages: removeRows(
      database,
      { table: 'private_messages', column: 'body', key: ['room', 'number'] },
      concerns,
    ),
    logLines: removeRows(database, { table: 'room_log', column: 'body', key: ['room', 'number'] }, concerns),
    policies: renameInPolicies(database, isMeant),
  }))
}

/** All of it or nothing; what was deleted is overwritten, in the journal beside the file too. */
function together(database: DatabaseSync, work: () => Erased): Erased {
  database.exec('PRAGMA secure_delete = ON; BEGIN IMMEDIATE')
  try {
    const erased = work()
    database.exec('COMMIT; PRAGMA wal_checkpoint(TRUNCATE)')
    return erased
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK')
    throw error
  }
}

interface Rows {
  table: string
  column: string
  key: readonly string[]
}

function removeRows(
  database: DatabaseSync,
  { table, column, key }: Rows,
  isMeant: (value: unknown) => boolean,
): number {
  const where = key.map((name) => `${name} = ?`).join(' AND ')
  const remove = database.prepare(`DELETE FROM ${table} WHERE ${where}`)
  const rows = database.prepare(`SELECT ${[...key, column].join(', ')} FROM ${table}`).all()
  const meant = rows.filter((row) => isMeant(column === 'body' ? parse(row[column]) : row[column]))
  for (const row of meant) remove.run(...key.map((name) => row[name] ?? null))
  return meant.length
}

function renameInPolicies(database: DatabaseSync, isMeant: (shown: unknown) => boolean): number {
  const save = database.prepare('UPDATE policies SET body = ? WHERE room = ?')
  const rows = database.prepare('SELECT room, body FROM policies').all()
  const meant = rows.filter(({ body }) => findsName(parse(body), isMeant))
  for (const { room, body } of meant)
    save.run(JSON.stringify(withoutName(parse(body), isMeant)), room ?? null)
  return meant.length
}

function parse(text: unknown): unknown {
  try {
    return JSON.parse(String(text)) as unknown
  } catch {
    return null
  }
}

const NAME_KEYS = new Set(['name', 'by', 'madeBy', 'fromName', 'toName', 'owner'])

/** Whether a name stands anywhere where names do. */
function findsName(value: unknown, isMeant: (shown: unknown) => boolean): boolean {
  if (typeof value !== 'object' || value === null) return false
  return Object.entries(value as Json).some(
    ([key, part]) => (NAME_KEYS.has(key) && isMeant(part)) || findsName(part, isMeant),
  )
}

function withoutName(value: unknown, isMeant: (shown: unknown) => boolean): unknown {
  if (Array.isArray(value)) return value.map((part) => withoutName(part, isMeant))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value as Json).map(([key, part]) => [
      key,
      NAME_KEYS.has(key) && isMeant(part) ? ERASED_NAME : withoutName(part, isMeant),
    ]),
  )
}
