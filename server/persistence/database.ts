import { DatabaseSync } from 'node:sqlite'
import { bringUpToDate, requireKnownVersion } from './migrate.ts'
import { finishRestore } from './pending-restore.ts'
import { makePrivate } from './private-files.ts'

/** Each entry brings the tables from the version of its index to the next one. */
export const MIGRATIONS: readonly string[] = [
  `CREATE TABLE meta (key TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID;
   CREATE TABLE rooms (
     name TEXT PRIMARY KEY,
     chat_seq INTEGER NOT NULL DEFAULT 0,
     next_subchannel INTEGER NOT NULL DEFAULT 1,
     emptied_at INTEGER
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE seats (
     id TEXT PRIMARY KEY,
     room TEXT NOT NULL,
     subchannel INTEGER NOT NULL,
     name TEXT NOT NULL,
     role TEXT NOT NULL,
     hand_raised_at INTEGER,
     microphone_muted INTEGER NOT NULL,
     token_generation INTEGER NOT NULL
   ) STRICT, WITHOUT ROWID;
   CREATE INDEX seats_of_room ON seats (room, subchannel);
   CREATE TABLE messages (
     room TEXT NOT NULL,
     seq INTEGER NOT NULL,
     body TEXT NOT NULL,
     PRIMARY KEY (room, seq)
   ) STRICT, WITHOUT ROWID;`,
  // What the page of a seat wants to find again, as JSON.
  `ALTER TABLE seats ADD COLUMN memory TEXT;`,
  // Private messages get an order of their own for each end. What everybody reads is numbered
  // anew without them, so that no gap tells of them.
  `CREATE TABLE private_messages (
     room TEXT NOT NULL,
     number INTEGER NOT NULL,
     body TEXT NOT NULL,
     PRIMARY KEY (room, number)
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE mixed AS SELECT room, seq, body, body ->> '$.from' AS sender, body ->> '$.to' AS recipient,
     seq - count(body ->> '$.to') OVER (PARTITION BY room ORDER BY seq) AS public_seq
     FROM messages WHERE json_valid(body);
   CREATE TABLE ends AS SELECT room, seq, seat, row_number() OVER (PARTITION BY room, seat ORDER BY seq) AS nth FROM (
     SELECT room, seq, sender AS seat FROM mixed WHERE recipient IS NOT NULL
     UNION SELECT room, seq, recipient FROM mixed WHERE recipient IS NOT NULL);
   INSERT INTO private_messages SELECT m.room, m.seq, json_object('number', m.seq, 'senderSeq', s.nth,
       'recipientSeq', r.nth, 'message', json_set(m.body, '$.seq', m.public_seq))
     FROM mixed m
     JOIN ends s ON s.room = m.room AND s.seq = m.seq AND s.seat = m.sender
     JOIN ends r ON r.room = m.room AND r.seq = m.seq AND r.seat = m.recipient;
   DELETE FROM messages;
   INSERT INTO messages SELECT room, public_seq, json_set(body, '$.seq', public_seq, '$.id', 'm' || public_seq)
     FROM mixed WHERE recipient IS NULL;
   UPDATE rooms SET chat_seq = chat_seq -
     (SELECT count(*) FROM mixed WHERE mixed.room = rooms.name AND recipient IS NOT NULL);
   DROP TABLE ends;
   DROP TABLE mixed;`,
  // Who may enter a room and decide in it outlives its meetings, and so does the log of what was done.
  `UPDATE seats SET role = 'speaker' WHERE role = 'participant';
   CREATE TABLE policies (room TEXT PRIMARY KEY, body TEXT NOT NULL, changed_at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
   CREATE TABLE room_log (
     room TEXT NOT NULL,
     number INTEGER NOT NULL,
     body TEXT NOT NULL,
     PRIMARY KEY (room, number)
   ) STRICT, WITHOUT ROWID;`,
  // What receivers of webhooks were told, and what they still have to be told.
  `CREATE TABLE webhook_rooms (
     room TEXT PRIMARY KEY,
     number INTEGER NOT NULL,
     open INTEGER NOT NULL,
     changed_at INTEGER NOT NULL
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE webhook_seats (
     id TEXT PRIMARY KEY,
     room TEXT NOT NULL,
     place INTEGER NOT NULL,
     body TEXT NOT NULL
   ) STRICT, WITHOUT ROWID;
   CREATE INDEX webhook_seats_of_room ON webhook_seats (room, place);
   CREATE TABLE webhook_events (
     position INTEGER PRIMARY KEY AUTOINCREMENT,
     id TEXT NOT NULL UNIQUE,
     room TEXT NOT NULL,
     number INTEGER NOT NULL,
     type TEXT NOT NULL,
     at INTEGER NOT NULL,
     body TEXT NOT NULL
   ) STRICT;
   CREATE TABLE webhook_deliveries (
     position INTEGER NOT NULL,
     receiver TEXT NOT NULL,
     state TEXT NOT NULL DEFAULT 'waiting',
     attempts INTEGER NOT NULL DEFAULT 0,
     due_at INTEGER NOT NULL,
     status INTEGER NOT NULL DEFAULT 0,
     error TEXT NOT NULL DEFAULT '',
     attempted_at INTEGER NOT NULL DEFAULT 0,
     PRIMARY KEY (position, receiver)
   ) STRICT, WITHOUT ROWID;
   CREATE INDEX webhook_deliveries_waiting ON webhook_deliveries (position) WHERE state = 'waiting';`,
  // By what the owner of a seat is known again, as JSON.
  `ALTER TABLE seats ADD COLUMN person TEXT;`,
  // When the present meeting of a room began, and what is good once and was used.
  `ALTER TABLE rooms ADD COLUMN began_at INTEGER NOT NULL DEFAULT 0;
   CREATE TABLE used (
     kind TEXT NOT NULL,
     key TEXT NOT NULL,
     by TEXT NOT NULL,
     until INTEGER NOT NULL,
     PRIMARY KEY (kind, key)
   ) STRICT, WITHOUT ROWID;`,
  // What hosts have stopped of a seat, and whom they show to everybody, as JSON.
  `ALTER TABLE seats ADD COLUMN stops TEXT;
   ALTER TABLE rooms ADD COLUMN spotlight TEXT;`,
]

/** The version of the tables that this program writes. */
export const DATABASE_VERSION = MIGRATIONS.length

/** Thrown when another process holds the database. */
export class DatabaseInUse extends Error {}

/**
 * Opens the database, creates it if need be, and brings it to the newest version; a copy of the former one is kept
 * beside it then. It belongs to this process alone until it is closed, and to its user. A restore that was cut short
 * is finished first.
 *
 * @param tightened - is told of files that others could read until now
 * @throws {DatabaseInUse} when another server uses the file
 * @throws {Error} when the file cannot be opened, is no database, or is newer than this program
 */
export function openDatabase(
  file: string,
  tightened: (files: readonly string[]) => void = () => undefined,
): DatabaseSync {
  finishRestore(file)
  // It holds chat and the signing secret, and the journal beside it does so first.
  const loose = makePrivate(file)
  if (loose.length > 0) tightened(loose)
  const database = claimDatabase(file)
  try {
    bringUpToDate(database, file, MIGRATIONS)
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

/**
 * Opens a database as it is, of any version that this program knows, for this process alone.
 *
 * @throws {DatabaseInUse} when another process uses the file
 * @throws {Error} when the file cannot be opened, is no database, or is newer than this program
 */
export function claimDatabase(file: string): DatabaseSync {
  const database = new DatabaseSync(file)
  try {
    database.exec('PRAGMA locking_mode = EXCLUSIVE')
    // Before anything is changed: what a newer program wrote stays as it is.
    requireKnownVersion(database, MIGRATIONS.length)
    // A killed process loses nothing: what was written is in the system's hands. Only a
    // power cut can cost the last moments, and it never spoils the file.
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL')
    // Chat that is erased is overwritten, not only unlinked.
    database.exec('PRAGMA secure_delete = ON')
    database.exec('BEGIN IMMEDIATE; COMMIT')
    return database
  } catch (error) {
    database.close()
    if (/locked|busy/i.test(String(error))) {
      throw new DatabaseInUse(`Another server uses ${file}.`, { cause: error })
    }
    throw error
  }
}
