import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { it, type TestContext } from 'node:test'
import { defaultConfig } from '../config/schema.ts'
import { createLogger, createSilentLogger } from '../observability/logger.ts'
import { openStore } from './open-store.ts'

const POLICY = {
  owner: { name: 'Ada', generation: 3 },
  rules: { lobby: true },
  password: null,
  invitations: [],
  bans: [],
}

function storage(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'plenary-open-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  return join(folder, 'plenary.sqlite')
}

const open = (file: string, logger = createSilentLogger()) =>
  openStore({ ...defaultConfig(), storage: { file } }, logger)

/** A storage with one protected room. */
async function protectedRoom(t: TestContext): Promise<string> {
  const file = storage(t)
  const store = await open(file)
  await store.savePolicy('demo', POLICY)
  await store.close()
  return file
}

function change(file: string, statement: string, ...values: (string | number)[]): void {
  const database = new DatabaseSync(file)
  database.prepare(statement).run(...values)
  database.close()
}

it('refuses to start over rules that cannot be read, and names the room and the way out', async (t) => {
  for (const body of ['{damaged', '{}', JSON.stringify({ ...POLICY, rules: { lobby: 'yes' } })]) {
    const file = await protectedRoom(t)
    change(file, 'UPDATE policies SET body = ?', body)
    await assert.rejects(open(file), (error: Error) => {
      assert.match(error.message, /rules of the room demo/, body)
      assert.match(error.message, /npm run erase/)
      assert.match(error.message, /--storage none/)
      return true
    })
    // The file is free again for whoever repairs it.
    change(file, 'DELETE FROM policies')
    await (await open(file)).close()
  }
})

it('refuses to start over a file that is no database, and leaves it as it is', async (t) => {
  const file = storage(t)
  writeFileSync(file, 'not a database, but perhaps all there is of one'.repeat(50))
  const before = readFileSync(file)
  await assert.rejects(open(file), /cannot be read .*--storage none/s)
  assert.deepEqual(readFileSync(file), before)
})

it('refuses to start over a database in which tables are missing', async (t) => {
  const file = await protectedRoom(t)
  change(file, 'DROP TABLE policies')
  await assert.rejects(open(file), /cannot be read/)
})

it('goes without a store where there never was one and none can be made', async (t) => {
  const file = storage(t)
  writeFileSync(file, 'a file')
  const lines: string[] = []
  const logger = createLogger(
    { level: 'error', format: 'json' },
    { write: (line: string) => void lines.push(line) },
  )
  const store = await open(join(file, 'below-a-file.sqlite'), logger)
  assert.equal(store.lasting, false)
  assert.match(lines.join(''), /the storage cannot be used/)
})

it('says that rules are unknown when another server has the storage', async (t) => {
  const file = await protectedRoom(t)
  const first = await open(file)
  t.after(() => first.close())
  const lines: string[] = []
  const logger = createLogger(
    { level: 'warn', format: 'json' },
    { write: (line: string) => void lines.push(line) },
  )
  const second = await open(file, logger)
  assert.equal(second.lasting, false)
  assert.match(lines.join(''), /another server uses the storage.*rules of rooms are unknown/)
})

it('forgets policies that nobody used for long, and no others', async (t) => {
  const file = await protectedRoom(t)
  const first = await open(file)
  await first.savePolicy('used', POLICY)
  await first.savePolicy('occupied', POLICY)
  await first.saveSeat('occupied', {
    id: 'seat-of-ada',
    subchannel: 1,
    name: 'Ada',
    role: 'host',
    handRaisedAt: null,
    microphoneMuted: true,
    stops: [],
    memory: null,
    tokenGeneration: 1,
    person: null,
  })
  await first.close()
  const old = Date.now() - 91 * 24 * 60 * 60_000
  change(file, "UPDATE policies SET changed_at = ? WHERE room IN ('demo', 'occupied')", old)
  const later = await open(file)
  t.after(() => later.close())
  assert.deepEqual(await later.listPolicies('', 10), ['occupied', 'used'])
})
