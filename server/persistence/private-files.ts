import { chmodSync, closeSync, mkdirSync, openSync, statSync } from 'node:fs'
import { dirname } from 'node:path'

const PRIVATE_FILE = 0o600
const PRIVATE_FOLDER = 0o700
const OF_OTHERS = 0o077
// What SQLite puts beside a database, sqlite.org/tempfiles.html. It gives each the rights that
// the database has at that moment.
const SUFFIXES = ['', '-wal', '-shm', '-journal']

/**
 * Makes a database file that nobody but the user of this process can read, before anything is
 * in it; and takes the rights of others away from files that are there already. A folder that
 * is missing is made as private; one that is there may hold other things and is left alone.
 *
 * @returns the files that others could read or write until now
 * @throws {NodeJS.ErrnoException} when it can be neither made nor changed
 */
export function makePrivate(file: string): string[] {
  mkdirSync(dirname(file), { recursive: true, mode: PRIVATE_FOLDER })
  closeSync(openSync(file, 'a', PRIVATE_FILE))
  const loose = SUFFIXES.map((suffix) => file + suffix).filter(isLoose)
  for (const path of loose) chmodSync(path, PRIVATE_FILE)
  return loose
}

function isLoose(path: string): boolean {
  const stats = statSync(path, { throwIfNoEntry: false })
  return stats !== undefined && (stats.mode & OF_OTHERS) !== 0
}
