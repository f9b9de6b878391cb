import { DatabaseSync } from 'node:sqlite'
import { DATABASE_VERSION } from '../../server/persistence/database.ts'
import { versionOf } from '../../server/persistence/migrate.ts'

const PROBLEMS_SHOWN = 1

/**
 * Looks at a copy of a storage that nobody uses.
 *
 * @param expected - the version of its tables
 * @throws {Error} with a sentence, when it is damaged, newer than this program, or not what it is said to be
 */
export function checkStorage(file: string, expected: number): void {
  if (expected > DATABASE_VERSION) {
    throw new Error(
      `The backup has tables of version ${expected}, and this Plenary knows ${DATABASE_VERSION}. Restore it with the ` +
        'Plenary that made it, or a newer one.',
    )
  }
  const database = new DatabaseSync(file)
  try {
    database.exec('PRAGMA trusted_schema = OFF; PRAGMA locking_mode = EXCLUSIVE')
    if (versionOf(database) !== expected) throw new Error('its tables are of another version than it says')
    const [problem] = database.prepare(`PRAGMA integrity_check(${PROBLEMS_SHOWN})`).all()
    if (problem?.integrity_check !== 'ok') throw new Error(String(problem?.integrity_check))
    // The product has none, and code in a storage would run with the server.
    const code = database.prepare("SELECT name FROM sqlite_master WHERE type IN ('trigger', 'view')").get()
    if (code) throw new Error(`it holds code: ${String(code.name)}`)
    database.prepare('SELECT count(*) FROM meta').get()
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new Error(`The storage in the backup is damaged: ${reason}.`, { cause: error })
  } finally {
    database.close()
  }
}
