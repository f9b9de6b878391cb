import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { it, type TestContext } from 'node:test'
import { createSilentLogger } from '../observability/logger.ts'
import type { StoredPolicy } from '../rooms/ports/policy-store.ts'
import { openDatabase } from './database.ts'
import { erasePerson, eraseRoom } from './erase.ts'
import { SqliteStore } from './sqlite-store.ts'

const POLICY: StoredPolicy = {
  owner: { name: 'Ada', generation: 3 },
  rules: { lobby: true },
  password: null,
  invitations: [
    { id: 'one', role: 'speaker', usesLeft: 1, used: 0, madeAt: 1, expiresAt: null, madeBy: 'Ada (2)' },
  ],
  bans: [{ id: 'two', name: 'Eve', at: 1, by: 'Bob', devices: ['hash'] }],
}

function message(seq: number, fromName: string, text: string, toName?: string) {
  const to = toName === undefined ? {} : { to: 'somebody-else', toName }
  return {
    type: 'message' as const,
    seq,
    id: `m${seq}`,
    clientId: `c${seq}`,
    at: seq,
    from: 'seat-of-them',
    fromName,
    text,
    ...to,
  }
}

async function open(t: TestContext): Promise<{ file: string; store: SqliteStore }> {
  const folder = mkdtempSync(join(tmpdir(), 'plenary-erase-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, 'plenary.sqlite')
  return { file, store: reopen(file) }
}

function reopen(file: string): SqliteStore {
  return new SqliteStore({
    database: openDatabase(file),
    chatRetentionMs: 3_600_000,
    logger: createSilentLogger(),
  })
}

/** Two rooms with everything that can be kept. */
async function fill(store: SqliteStore): Promise<void> {
  for (const room of ['demo', 'other']) {
    for (const name of ['Ada', 'Bob'])
      await store.saveSeat(room, {
        id: `${room}-${name}`,
        subchannel: 1,
        name,
        role: 'speaker',
        handRaisedAt: null,
        microphoneMuted: true,
        stops: [],
        memory: null,
        tokenGeneration: 1,
        person: null,
      })
    await store.appendMessage(room, message(1, 'Ada (2)', 'secret-of-ada'), 0)
    await store.appendMessage(room, message(2, 'Bob', 'word-of-bob'), 0)
    for (const [number, one] of [
      message(0, 'Bob', 'to-ada', 'Ada'),
      message(0, 'Bob', 'to-eve', 'Eve'),
    ].entries())
      await store.appendPrivateMessage(room, {
        number: number + 1,
        senderSeq: 1,
        recipientSeq: 1,
        message: one,
      })
    await store.appendLog(room, { number: 1, at: 1, kind: 'joined', target: { name: 'Ada' } }, 0)
    await store.appendLog(room, { number: 2, at: 1, kind: 'joined', target: { name: 'Bob' } }, 0)
    await store.savePolicy(room, POLICY)
  }
}

it('erases a room and leaves the others alone', async (t) => {
  const { file, store } = await open(t)
  await fill(store)
  await store.close()
  const database = openDatabase(file)
  assert.deepEqual(eraseRoom(database, 'demo'), {
    seats: 2,
    messages: 2,
    privateMessages: 2,
    logLines: 2,
    policies: 1,
  })
  database.close()
  const after = reopen(file)
  t.after(() => after.close())
  assert.equal(await after.load('demo'), undefined)
  assert.equal(await after.loadPolicy('demo'), undefined)
  assert.deepEqual(await after.readLog('demo', 100, 100), [])
  assert.equal((await after.load('other'))?.messages.length, 2)
  assert.deepEqual(await after.loadPolicy('other'), POLICY)
})

it('erases a person in all rooms, with the copies on the disk, and nobody else', async (t) => {
  const { file, store } = await open(t)
  await fill(store)
  await store.close()
  const database = openDatabase(file)
  assert.deepEqual(erasePerson(database, 'Ada'), {
    seats: 2,
    messages: 2,
    privateMessages: 2,
    logLines: 2,
    policies: 2,
  })
  assert.deepEqual(erasePerson(database, 'Ada'), {
    seats: 0,
    messages: 0,
    privateMessages: 0,
    logLines: 0,
    policies: 0,
  })
  database.close()
  const bytes = readFileSync(file).toString('latin1')
  assert.doesNotMatch(bytes, /secret-of-ada|to-ada|Ada/)
  const after = reopen(file)
  t.after(() => after.close())
  const kept = await after.load('demo')
  assert.deepEqual(
    [kept?.messages.map(({ text }) => text), kept?.privateMessages.map(({ message: { text } }) => text)],
    [['word-of-bob'], ['to-eve']],
  )
  const policy = await after.loadPolicy('demo')
  assert.deepEqual(
    [policy?.owner, policy?.invitations[0]?.madeBy, policy?.bans[0]?.by],
    [{ name: 'erased', generation: 3 }, 'erased', 'Bob'],
  )
})
