import { closeSync, openSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'

const PRIVATE_FILE = 0o600
const COPY_MARK = '.before-v'
const COPY_KEPT_MS = 14 * 24 * 60 * 60_000

/** @throws {Error} when a newer program wrote the database; nothing was changed then */
export function requireKnownVersion(database: DatabaseSync, newest: number): void {
  const version = versionOf(database)
  if (version > newest) {
    throw new Error(
      `The database is of version ${version}, which a newer Plenary wrote, and this one knows ${newest}. It is ` +
        'unchanged. Start that Plenary, or restore a backup of before',
    )
  }
}

/** The version of the tables; 0 for a new file. */
export function versionOf(database: DatabaseSync): number {
  return Number(database.prepare('PRAGMA user_version').get()?.user_version ?? 0)
}

/**
 * Brings a database to the newest version. Its former state stays beside it for two weeks: an upgrade that turns out
 * badly can be taken back. It happens wholly or not at all.
 *
 * @param file - where the database is
 * @param migrations - each brings the tables from the version of its index to the next one
 * @throws {Error} with a sentence, when the copy cannot be made; the database is unchanged then
 */
export function bringUpToDate(database: DatabaseSync, file: string, migrations: readonly string[]): void {
  const version = versionOf(database)
  forgetOldCopies(file, Date.now() - COPY_KEPT_MS)
  if (version >= migrations.length) return
  if (version > 0) keepCopy(database, file, migrations.length)
  const steps = migrations.slice(version).join('\n')
  try {
    database.exec(`BEGIN IMMEDIATE; ${steps} PRAGMA user_version = ${migrations.length}; COMMIT`)
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK')
    throw error
  }
}

/** Copies of before an upgrade, which hold everything that was stored then. */
export function copiesOf(file: string): string[] {
  const mark = `${basename(file)}${COPY_MARK}`
  return readdirSync(dirname(file))
    .filter((name) => name.startsWith(mark))
    .map((name) => join(dirname(file), name))
}

function keepCopy(database: DatabaseSync, file: string, next: number): void {
  // One upgrade can be taken back: whatever was kept of an earlier one is older still.
  for (const old of copiesOf(file)) rmSync(old, { force: true })
  const copy = `${file}${COPY_MARK}${next}`
  const draft = `${copy}.part`
  try {
    closeSync(openSync(draft, 'wx', PRIVATE_FILE))
    // SQLite writes into a file that is there and empty, sqlite.org/lang_vacuum.html#vacuuminto.
    database.prepare('VACUUM INTO ?').run(draft)
    renameSync(draft, copy)
  } catch (error) {
    rmSync(draft, { force: true })
    const reason = error instanceof Error ? error.message : String(error)
    throw new Error(
      `the storage has to be upgraded, and no copy of it can be kept at ${copy} (${reason}); make room there first`,
      { cause: error },
    )
  }
}

function forgetOldCopies(file: string, before: number): void {
  for (const copy of copiesOf(file)) {
    if ((statSync(copy, { throwIfNoEntry: false })?.mtimeMs ?? before) < before) rmSync(copy, { force: true })
  }
}
