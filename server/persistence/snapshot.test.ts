import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { it, type TestContext } from 'node:test'
import { openDatabase } from './database.ts'
import { snapshotDatabase } from './snapshot.ts'

/** A database of several MB, so that its copy takes many steps. */
function largeDatabase(t: TestContext): { database: DatabaseSync; copy: string } {
  const folder = mkdtempSync(join(tmpdir(), 'plenary-snapshot-'))
  const database = openDatabase(join(folder, 'plenary.sqlite'))
  t.after(() => {
    if (database.isOpen) database.close()
    rmSync(folder, { recursive: true, force: true })
  })
  database.exec("INSERT INTO rooms (name, chat_seq) VALUES ('demo', 0)")
  const insert = database.prepare('INSERT INTO messages VALUES (?, ?, ?)')
  for (let number = 0; number < 3000; number += 1) insert.run('other', number, 'x'.repeat(4000))
  return { database, copy: join(folder, 'copy') }
}

it('copies one moment of a database in which others write meanwhile', async (t) => {
  const { database, copy } = largeDatabase(t)
  const say = database.prepare("INSERT INTO messages VALUES ('demo', ?, 'text')")
  const count = database.prepare("UPDATE rooms SET chat_seq = ? WHERE name = 'demo'")
  let written = 0
  let isDone = false
  const copied = snapshotDatabase(database, copy).finally(() => (isDone = true))
  while (!isDone) {
    written += 1
    // Two tables that agree in every moment, as those of a chat do.
    database.exec('BEGIN')
    say.run(written)
    count.run(written)
    database.exec('COMMIT')
    await new Promise(setImmediate)
  }
  await copied
  assert.ok(written > 1, 'nothing was written meanwhile')
  assert.equal(statSync(copy).mode & 0o777, 0o600)
  const other = new DatabaseSync(copy)
  t.after(() => other.close())
  const row = other
    .prepare("SELECT chat_seq AS seq, (SELECT count(*) FROM messages WHERE room = 'demo') AS said FROM rooms")
    .get()
  assert.equal(row?.seq, row?.said)
  assert.deepEqual(
    other
      .prepare('PRAGMA integrity_check')
      .all()
      .map((line) => line.integrity_check),
    ['ok'],
  )
})

it('overwrites nothing, and leaves no part of a copy that fails', async (t) => {
  const { database, copy } = largeDatabase(t)
  writeFileSync(copy, 'mine')
  await assert.rejects(snapshotDatabase(database, copy), /EEXIST/)
  assert.ok(existsSync(copy))
  rmSync(copy)
  const copied = snapshotDatabase(database, copy)
  // The server may be told to end at any moment.
  database.close()
  await assert.rejects(copied)
  assert.ok(!existsSync(copy))
})
