import { closeSync, openSync, rmSync } from 'node:fs'
import { backup, type DatabaseSync } from 'node:sqlite'

const PRIVATE_FILE = 0o600
// Pages of 4 KiB between which requests of people are answered.
const PAGES_AT_ONCE = 256

/**
 * Copies a database that is in use into a new private file, as it is at one moment. Writes go on meanwhile.
 * Source: nodejs.org/api/sqlite.html#sqlitebackupsourcedb-path-options, sqlite.org/backup.html.
 *
 * @param file - where nothing may be yet; is removed again when the copy fails
 * @throws {Error} when it cannot be written, for example because the disk is full
 */
export async function snapshotDatabase(database: DatabaseSync, file: string): Promise<void> {
  closeSync(openSync(file, 'wx', PRIVATE_FILE))
  try {
    await backup(database, file, { rate: PAGES_AT_ONCE })
    // Closed meanwhile, Node.js takes what it has for all.
    if (!database.isOpen) throw new Error('the server ends')
  } catch (error) {
    rmSync(file, { force: true })
    throw error
  }
}
