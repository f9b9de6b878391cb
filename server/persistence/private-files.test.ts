import assert from 'node:assert/strict'
import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, it, type TestContext } from 'node:test'
import { defaultConfig } from '../config/schema.ts'
import { createLogger, createSilentLogger } from '../observability/logger.ts'
import { openDatabase } from './database.ts'
import { openStore } from './open-store.ts'
import { SqliteStore } from './sqlite-store.ts'

/** A file in a folder that is not there yet, for a user who hides nothing. */
function setUp(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'plenary-private-'))
  const mask = process.umask(0)
  t.after(() => {
    process.umask(mask)
    rmSync(folder, { recursive: true, force: true })
  })
  return join(folder, 'data', 'plenary.sqlite')
}

const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8)

/** Every file of a folder and its mode. */
function modesIn(folder: string): Record<string, string> {
  return Object.fromEntries(readdirSync(folder).map((name) => [name, modeOf(join(folder, name))]))
}

describe('files of the storage', () => {
  it('are for the user of the server alone, from the moment in which they hold the secret', async (t) => {
    const file = setUp(t)
    const database = openDatabase(file)
    const store = new SqliteStore({ database, chatRetentionMs: 1, logger: createSilentLogger() })
    t.after(() => store.close())
    assert.equal(modeOf(dirname(file)), '700')
    assert.deepEqual(modesIn(dirname(file)), { 'plenary.sqlite': '600', 'plenary.sqlite-wal': '600' })
    database.exec('PRAGMA journal_mode = DELETE; BEGIN; CREATE TABLE x (y); INSERT INTO x VALUES (1)')
    assert.deepEqual(modesIn(dirname(file)), { 'plenary.sqlite': '600', 'plenary.sqlite-journal': '600' })
    database.exec('COMMIT')
  })

  it('lose the rights that others had, and the operator hears of it once', async (t) => {
    const file = setUp(t)
    openDatabase(file).close()
    chmodSync(file, 0o644)
    writeFileSync(`${file}-journal`, '', { mode: 0o640 })
    chmodSync(dirname(file), 0o755)
    const lines: Record<string, unknown>[] = []
    const logger = createLogger(
      { level: 'info', format: 'json' },
      { write: (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>) },
    )
    const settings = { ...defaultConfig(), storage: { file } }
    for (let start = 0; start < 2; start += 1) {
      const store = await openStore(settings, logger)
      for (const [name, mode] of Object.entries(modesIn(dirname(file)))) assert.equal(mode, '600', name)
      await store.close()
    }
    assert.deepEqual(
      lines.map(({ level, files }) => [level, files]),
      [['warn', [file, `${file}-journal`]]],
    )
    assert.equal(modeOf(dirname(file)), '755', 'the folder is somebody else’s')
  })
})
