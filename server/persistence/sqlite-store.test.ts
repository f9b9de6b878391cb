import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, it, type TestContext } from 'node:test'
import type { ChatMessage } from '../../protocol/index.ts'
import { createSilentLogger } from '../observability/logger.ts'
import type { StoredSeat } from '../rooms/ports/store.ts'
import { DatabaseInUse, openDatabase } from './database.ts'
import { SqliteStore } from './sqlite-store.ts'

const HOUR_MS = 3_600_000
const ADA = 'QWRhTG92ZWxh'

function storageFile(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'plenary-store-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  return join(folder, 'deep', 'plenary.sqlite')
}

const open = (file: string, chatRetentionMs = HOUR_MS, policyRetentionMs?: number): SqliteStore =>
  new SqliteStore({
    database: openDatabase(file),
    chatRetentionMs,
    ...(policyRetentionMs === undefined ? {} : { policyRetentionMs }),
    logger: createSilentLogger(),
  })

const seat: StoredSeat = {
  id: ADA,
  subchannel: 7,
  name: 'Ada 🙂',
  role: 'host',
  handRaisedAt: 1_700_000_000_000,
  microphoneMuted: true,
  stops: [],
  memory: { layout: 'speaker', pins: [{ participantId: ADA, source: 'camera' }], chatReadSeq: 4 },
  tokenGeneration: 3,
  person: null,
}

function message(seq: number): ChatMessage {
  return {
    type: 'message',
    seq,
    id: `m${seq}`,
    clientId: `c${seq}`,
    at: seq,
    from: ADA,
    fromName: 'Ada',
    text: `${seq}`,
  }
}

describe('SqliteStore', () => {
  it('gives back what it was given, in the next life too', async (t) => {
    const file = storageFile(t)
    const first = open(file)
    await first.saveSeat('demo', seat)
    await first.saveSeat('demo', {
      ...seat,
      id: 'bob',
      subchannel: 8,
      handRaisedAt: null,
      microphoneMuted: false,
      stops: [],
    })
    const stops = [{ source: 'camera' as const, by: 'Grace' }]
    await first.saveSeat('demo', { ...seat, name: 'Ada L.', stops })
    await first.saveSpotlight('demo', ['ada'])
    for (let seq = 1; seq <= 5; seq += 1) await first.appendMessage('demo', message(seq), 3)
    await first.removeSeat('demo', 'bob')
    const { secret } = first
    await first.close()

    const second = open(file)
    t.after(() => second.close())
    assert.deepEqual(second.secret, secret)
    assert.deepEqual(await second.occupiedRooms(), ['demo'])
    const { beganAt, ...others } = (await second.load('demo')) ?? {}
    assert.ok(beganAt && Math.abs(beganAt - Date.now()) < 60_000)
    assert.deepEqual(others, {
      seats: [{ ...seat, name: 'Ada L.', stops }],
      messages: [message(3), message(4), message(5)],
      privateMessages: [],
      chatSeq: 5,
      nextSubchannel: 9,
      logNumber: 0,
      spotlight: ['ada'],
    })
    assert.equal(await second.load('other'), undefined)
  })

  it('keeps the chat of an empty room for its time, and no seat', async (t) => {
    const file = storageFile(t)
    const first = open(file)
    await first.saveSeat('demo', seat)
    await first.saveSpotlight('demo', ['ada'])
    await first.appendMessage('demo', message(1), 1)
    await first.emptied('demo')
    assert.deepEqual(await first.occupiedRooms(), [])
    assert.equal((await first.load('demo'))?.messages.length, 1)
    assert.equal((await first.load('demo'))?.seats.length, 0)
    assert.deepEqual((await first.load('demo'))?.spotlight, [])
    await first.close()

    const later = open(file, 0)
    t.after(() => later.close())
    assert.equal(await later.load('demo'), undefined)
  })

  it('keeps the log of an empty room as long as its chat, and that of a room with an owner longer', async (t) => {
    const file = storageFile(t)
    const first = open(file)
    const line = { number: 1, at: 1, kind: 'joined' as const, target: { name: 'Ada' } }
    for (const room of ['demo', 'owned']) {
      await first.saveSeat(room, seat)
      await first.appendLog(room, line, 1)
      await first.emptied(room)
    }
    await first.savePolicy('owned', {
      owner: { name: 'Ada', generation: 1 },
      rules: {},
      password: null,
      invitations: [],
      bans: [],
    })
    assert.deepEqual(await first.readLog('demo', 9, 9), [line])
    await first.close()
    const later = open(file, 0)
    assert.deepEqual([await later.readLog('demo', 9, 9), await later.readLog('owned', 9, 9)], [[], [line]])
    assert.equal(await later.load('demo'), undefined)
    const { logNumber, ...others } = (await later.load('owned')) ?? {}
    assert.equal(logNumber, 1, 'the next meeting would write over the lines that are kept')
    assert.deepEqual(others, {
      seats: [],
      messages: [],
      privateMessages: [],
      chatSeq: 0,
      nextSubchannel: 1,
      beganAt: 0,
      spotlight: [],
    })
    await later.close()
    const last = open(file, 0, 0)
    t.after(() => last.close())
    assert.deepEqual(
      await last.readLog('owned', 9, 9),
      [],
      "the log of a room that is nobody's any more stays",
    )
  })

  it('keeps the chat of a room that filled again', async (t) => {
    const file = storageFile(t)
    const first = open(file)
    await first.saveSeat('demo', seat)
    await first.appendMessage('demo', message(1), 1)
    await first.emptied('demo')
    await first.saveSeat('demo', { ...seat, id: 'eve' })
    await first.close()
    const later = open(file, 0)
    t.after(() => later.close())
    assert.equal((await later.load('demo'))?.messages.length, 1)
  })

  it('goes on when the database cannot grow, and stores all of it once it can', async (t) => {
    const file = storageFile(t)
    const told: string[] = []
    const logger = Object.assign(createSilentLogger(), {
      error: (_: unknown, text: string) => told.push(text),
      warn: (_: unknown, text: string) => told.push(text),
    })
    t.mock.timers.enable({ apis: ['setTimeout'] })
    const database = openDatabase(file)
    const pages = Number(database.prepare('PRAGMA page_count').get()?.page_count)
    const store = new SqliteStore({ database, chatRetentionMs: HOUR_MS, logger })
    t.after(() => store.close())
    database.exec(`PRAGMA max_page_count = ${pages}`)
    const big = { ...message(1), text: 'x'.repeat(100_000) }
    await store.appendMessage('demo', big, 1)
    await store.saveSeat('demo', seat)
    assert.equal(store.behind, 2)
    assert.match(told.join(), /meetings go on/)
    t.mock.timers.tick(1000)
    assert.equal(store.behind, 2)
    database.exec('PRAGMA max_page_count = 1000000')
    t.mock.timers.tick(1000)
    assert.equal(store.behind, 0)
    assert.deepEqual((await store.load('demo'))?.messages, [big])
    assert.equal((await store.load('demo'))?.seats.length, 1)
    assert.equal(told.length, 2, `told once, and once that it is over: ${told.join(' | ')}`)
  })
})

describe('openDatabase', () => {
  it('belongs to one server at a time', (t) => {
    const file = storageFile(t)
    const database = openDatabase(file)
    assert.throws(() => openDatabase(file), DatabaseInUse)
    database.close()
    openDatabase(file).close()
  })

  it('refuses what is no database, and one of a newer version', (t) => {
    const file = storageFile(t)
    openDatabase(file).close()
    const newer = new DatabaseSync(file)
    newer.exec('PRAGMA user_version = 99')
    newer.close()
    assert.throws(() => openDatabase(file), /newer Plenary/)
    const other = `${file}.txt`
    writeFileSync(other, 'This is no database, but long enough to be taken for one.'.repeat(20))
    assert.throws(() => openDatabase(other), /not a database/)
  })
})
