import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { it, type TestContext } from 'node:test'
import type { ChatMessage } from '../../protocol/index.ts'
import { createSilentLogger } from '../observability/logger.ts'
import { ChatLog } from '../rooms/chat/chat-log.ts'
import { openDatabase } from './database.ts'
import { SqliteStore } from './sqlite-store.ts'

const SETTINGS = { historyMessages: 100, historyCharacters: 10_000, messagesPerSecond: 10, burst: 10 }

/** A database as the second version of the tables had it: private messages among the others. */
function createFormer(t: TestContext): { file: string; database: DatabaseSync } {
  const folder = mkdtempSync(join(tmpdir(), 'plenary-former-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, 'plenary.sqlite')
  const database = new DatabaseSync(file)
  database.exec(`
    CREATE TABLE meta (key TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE rooms (name TEXT PRIMARY KEY, chat_seq INTEGER NOT NULL DEFAULT 0,
      next_subchannel INTEGER NOT NULL DEFAULT 1, emptied_at INTEGER) STRICT, WITHOUT ROWID;
    CREATE TABLE seats (id TEXT PRIMARY KEY, room TEXT NOT NULL, subchannel INTEGER NOT NULL, name TEXT NOT NULL,
      role TEXT NOT NULL, hand_raised_at INTEGER, microphone_muted INTEGER NOT NULL,
      token_generation INTEGER NOT NULL, memory TEXT) STRICT, WITHOUT ROWID;
    CREATE INDEX seats_of_room ON seats (room, subchannel);
    CREATE TABLE messages (room TEXT NOT NULL, seq INTEGER NOT NULL, body TEXT NOT NULL,
      PRIMARY KEY (room, seq)) STRICT, WITHOUT ROWID;
    PRAGMA user_version = 2;`)
  return { file, database }
}

function message(seq: number, from: string, to?: string): ChatMessage {
  const whom = to === undefined ? {} : { to, toName: to.toUpperCase() }
  const names = { from, fromName: from.toUpperCase(), ...whom }
  return { type: 'message', seq, id: `m${seq}`, clientId: `c${seq}`, at: seq, ...names, text: `text ${seq}` }
}

it('gives private messages of older databases an order of their own, and closes the gaps of the rest', async (t) => {
  const { file, database } = createFormer(t)
  const seat = database.prepare("INSERT INTO seats VALUES (?, 'demo', 1, ?, 'host', NULL, 1, 1, NULL)")
  for (const id of ['ada-seat', 'bob-seat', 'eve-seat']) seat.run(id, id)
  // The first of the room are gone, as after a long meeting; one row is damaged.
  const past = [
    message(11, 'ada-seat'),
    message(12, 'ada-seat', 'bob-seat'),
    message(13, 'eve-seat', 'bob-seat'),
    message(14, 'eve-seat'),
    message(15, 'eve-seat', 'eve-seat'),
    message(16, 'bob-seat', 'ada-seat'),
    message(17, 'bob-seat'),
  ]
  database.exec("INSERT INTO rooms VALUES ('demo', 18, 4, NULL), ('other', 1, 2, NULL)")
  const insert = database.prepare('INSERT INTO messages VALUES (?, ?, ?)')
  for (const one of past) insert.run('demo', one.seq, JSON.stringify(one))
  insert.run('demo', 18, '{damaged')
  insert.run('other', 1, JSON.stringify(message(1, 'zoe-seat')))
  database.close()

  const store = new SqliteStore({
    database: openDatabase(file),
    chatRetentionMs: 3_600_000,
    logger: createSilentLogger(),
  })
  t.after(() => store.close())
  const stored = await store.load('demo')
  assert.ok(stored)
  assert.deepEqual(
    stored.messages.map(({ seq, id, text }) => [seq, id, text]),
    [
      [11, 'm11', 'text 11'],
      [12, 'm12', 'text 14'],
      [13, 'm13', 'text 17'],
    ],
  )
  assert.deepEqual(
    stored.privateMessages.map(({ message: { text, seq }, senderSeq, recipientSeq }) => [
      text,
      seq,
      senderSeq,
      recipientSeq,
    ]),
    [
      ['text 12', 11, 1, 1],
      ['text 13', 11, 1, 2],
      ['text 15', 12, 2, 2],
      ['text 16', 12, 3, 2],
    ],
  )
  assert.equal(stored.chatSeq, 14)
  assert.equal((await store.load('other'))?.chatSeq, 1)

  const log = new ChatLog(SETTINGS, stored)
  const texts = (reader: string): string[] =>
    log.since({ seq: 0, privateSeq: 0 }, reader).map(({ text }) => text)
  assert.deepEqual(texts('bob-seat'), ['text 11', 'text 12', 'text 13', 'text 14', 'text 16', 'text 17'])
  assert.deepEqual(texts('dan-seat'), ['text 11', 'text 14', 'text 17'])
})

it('erases private messages with the room, and forgets those that it is told to', async (t) => {
  const { file, database } = createFormer(t)
  database.close()
  const open = (chatRetentionMs: number): SqliteStore =>
    new SqliteStore({ database: openDatabase(file), chatRetentionMs, logger: createSilentLogger() })
  const first = open(3_600_000)
  for (const number of [1, 2, 3]) {
    const kept = {
      number,
      senderSeq: number,
      recipientSeq: number,
      message: message(0, 'ada-seat', 'bob-seat'),
    }
    await first.appendPrivateMessage('demo', kept)
  }
  await first.removePrivateMessages('demo', [1, 2])
  assert.deepEqual(
    (await first.load('demo'))?.privateMessages.map(({ number }) => number),
    [3],
  )
  await first.emptied('demo')
  await first.close()
  const later = open(0)
  t.after(() => later.close())
  await later.appendPrivateMessage('demo', {
    number: 4,
    senderSeq: 1,
    recipientSeq: 1,
    message: message(0, 'ada-seat', 'bob-seat'),
  })
  assert.deepEqual(
    (await later.load('demo'))?.privateMessages.map(({ number }) => number),
    [4],
  )
})
