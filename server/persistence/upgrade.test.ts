import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { it, type TestContext } from 'node:test'
import { claimDatabase, DATABASE_VERSION, MIGRATIONS, openDatabase } from './database.ts'
import { bringUpToDate, copiesOf, versionOf } from './migrate.ts'

function newFile(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'plenary-upgrade-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  return join(folder, 'plenary.sqlite')
}

/** A database as an older program left it, with something in it. */
function writeFormer(file: string, version: number): void {
  const database = new DatabaseSync(file)
  for (const statements of MIGRATIONS.slice(0, version)) database.exec(statements)
  database.exec(`PRAGMA user_version = ${version}; PRAGMA journal_mode = WAL`)
  database.exec(
    "INSERT INTO meta VALUES ('secret', x'00ff'); INSERT INTO rooms (name, chat_seq) VALUES ('demo', 7)",
  )
  database.close()
}

function tablesOf(database: DatabaseSync): unknown[] {
  return database.prepare('SELECT type, name, sql FROM sqlite_master ORDER BY name').all()
}

it('brings every older version to the tables of a new one, and keeps a private copy of the former state', (t) => {
  const fresh = openDatabase(newFile(t))
  const wanted = tablesOf(fresh)
  fresh.close()
  for (let version = 1; version < DATABASE_VERSION; version += 1) {
    const file = newFile(t)
    writeFormer(file, version)
    const database = openDatabase(file)
    assert.deepEqual(tablesOf(database), wanted, `from version ${version}`)
    assert.equal(versionOf(database), DATABASE_VERSION)
    const room = database.prepare("SELECT chat_seq FROM rooms WHERE name = 'demo'").get()
    assert.equal(room?.chat_seq, 7)
    database.close()
    const [copy = '', ...more] = copiesOf(file)
    assert.deepEqual(more, [])
    assert.equal(copy, `${file}.before-v${DATABASE_VERSION}`)
    assert.equal(statSync(copy).mode & 0o777, 0o600)
    const former = new DatabaseSync(copy)
    assert.equal(versionOf(former), version)
    assert.equal(former.prepare('SELECT count(*) AS n FROM rooms').get()?.n, 1)
    former.close()
  }
})

it('leaves a database of a newer version as it is, to the byte, and says which program to start', (t) => {
  const file = newFile(t)
  writeFormer(file, DATABASE_VERSION)
  const database = new DatabaseSync(file)
  database.exec(`PRAGMA user_version = ${DATABASE_VERSION + 1}; PRAGMA journal_mode = DELETE`)
  database.close()
  const before = readFileSync(file)
  for (const open of [openDatabase, claimDatabase]) {
    assert.throws(() => open(file), /newer Plenary wrote.*unchanged.*Start that Plenary/)
  }
  assert.ok(readFileSync(file).equals(before))
  assert.deepEqual(readdirSync(join(file, '..')), ['plenary.sqlite'])
})

it('changes nothing when no copy can be kept', (t) => {
  const file = newFile(t)
  writeFormer(file, 3)
  const database = new DatabaseSync(file)
  t.after(() => database.close())
  const limited = Object.create(database, {
    prepare: {
      value: (sql: string) => {
        if (sql.startsWith('VACUUM')) throw new Error('database or disk is full')
        return database.prepare(sql)
      },
    },
  }) as DatabaseSync
  assert.throws(() => bringUpToDate(limited, file, MIGRATIONS), /no copy.*disk is full.*make room/)
  assert.equal(versionOf(database), 3)
  assert.deepEqual(copiesOf(file), [])
})

it('undoes the steps before one that fails', (t) => {
  const file = newFile(t)
  writeFormer(file, 3)
  const database = new DatabaseSync(file)
  const good = 'CREATE TABLE extra (a TEXT);'
  const steps = [...MIGRATIONS.slice(0, 3), good, 'SELECT * FROM nothing_there;']
  assert.throws(() => bringUpToDate(database, file, steps), /nothing_there/)
  database.close()
  const again = new DatabaseSync(file)
  t.after(() => again.close())
  assert.equal(versionOf(again), 3)
  assert.equal(again.prepare("SELECT count(*) AS n FROM sqlite_master WHERE name = 'extra'").get()?.n, 0)
})

it('removes the copy of an upgrade two weeks later, because chat in it was to be erased', (t) => {
  const file = newFile(t)
  writeFormer(file, 5)
  openDatabase(file).close()
  const [copy = ''] = copiesOf(file)
  openDatabase(file).close()
  assert.deepEqual(copiesOf(file), [copy])
  const old = Date.now() / 1000 - 15 * 24 * 3600
  utimesSync(copy, old, old)
  openDatabase(file).close()
  assert.deepEqual(copiesOf(file), [])
})
