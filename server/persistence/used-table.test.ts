import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { it } from 'node:test'
import { createSilentLogger } from '../observability/logger.ts'
import { openDatabase } from './database.ts'
import { SqliteStore } from './sqlite-store.ts'

const NOW = 1_700_000_000_000

it('keeps what was used over a restart, each kind by itself, until it is worth nothing anyway', async (t) => {
  t.mock.timers.enable({ apis: ['Date', 'setInterval'], now: NOW })
  const folder = mkdtempSync(join(tmpdir(), 'plenary-used-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, 'plenary.sqlite')
  const open = (): SqliteStore =>
    new SqliteStore({ database: openDatabase(file), chatRetentionMs: 0, logger: createSilentLogger() })
  const first = open()
  const pass = { key: 'one', by: 'seat', until: NOW + 5000 }
  const token = { key: 'one', by: 'browser', until: NOW + 90_000 }
  await first.saveUsed('pass', { ...pass, by: 'former seat' })
  await first.saveUsed('pass', pass)
  await first.saveUsed('token', token)
  await first.close()
  const second = open()
  assert.deepEqual([await second.loadUsed('pass'), await second.loadUsed('token')], [[pass], [token]])
  t.mock.timers.tick(60_000)
  assert.deepEqual([await second.loadUsed('pass'), await second.loadUsed('token')], [[], [token]])
  await second.close()
  const database = openDatabase(file)
  t.after(() => database.close())
  assert.deepEqual(
    database
      .prepare('SELECT kind FROM used')
      .all()
      .map(({ kind }) => kind),
    ['token'],
    'it is erased',
  )
})

it('says of a room that was left when its present meeting began, and not the one before', async (t) => {
  t.mock.timers.enable({ apis: ['Date', 'setInterval'], now: NOW })
  const folder = mkdtempSync(join(tmpdir(), 'plenary-began-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const store = new SqliteStore({
    database: openDatabase(join(folder, 'plenary.sqlite')),
    chatRetentionMs: 3_600_000,
    logger: createSilentLogger(),
  })
  t.after(() => store.close())
  const seat = { id: 'a', subchannel: 1, name: 'Ada', role: 'speaker', handRaisedAt: null } as const
  const save = async (): Promise<void> =>
    await store.saveSeat('red', {
      ...seat,
      microphoneMuted: true,
      memory: null,
      tokenGeneration: 1,
      person: null,
      stops: [],
    })
  const beganAt = async (): Promise<number | undefined> => (await store.load('red'))?.beganAt
  await save()
  t.mock.timers.tick(1000)
  await save()
  assert.equal(await beganAt(), NOW)
  await store.removeSeat('red', 'a')
  await store.emptied('red')
  t.mock.timers.tick(1000)
  await save()
  assert.equal(await beganAt(), NOW + 2000)
})
