import { copyFileSync, existsSync, lstatSync, mkdirSync, rmSync, statfsSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { claimDatabase, DatabaseInUse } from '../../server/persistence/database.ts'
import { decideRestore, finishRestore, restoreFolder } from '../../server/persistence/pending-restore.ts'
import type { ArchivedFile } from './manifest.ts'
import { extractAll, type Archive } from './read-archive.ts'
import { checkStorage } from './storage-check.ts'

const PRIVATE_FOLDER = 0o700
// What SQLite puts beside a database, sqlite.org/tempfiles.html.
const JOURNALS = ['-wal', '-shm', '-journal']

/**
 * Extracts a backup and looks at it, and changes nothing else.
 *
 * @param folder - a new folder for what it holds
 * @param storageName - what the storage is to be called
 * @throws {Error} with a sentence, when the backup is not good
 */
export function prepare(archive: Archive, folder: string, storageName: string): void {
  const { manifest } = archive
  mkdirSync(folder, { recursive: true, mode: PRIVATE_FOLDER })
  const name = nameIn(archive, storageName)
  const clash = manifest.files.find(
    (file) => file.path !== manifest.storage && isTaken(file.path, storageName),
  )
  if (clash) throw new Error(`The backup has a file ${clash.path}, whose name is taken by the storage.`)
  extractAll(archive, folder, name)
  checkStorage(join(folder, storageName), manifest.database)
}

/**
 * Puts a backup into the place of a storage that no server uses. Until everything is prepared the former state counts,
 * and from one moment on the new one.
 *
 * @param prepared - is told that everything is ready, just before the new state counts
 * @throws {Error} with a sentence; the former state is unchanged then
 */
export function replaceStorage(
  archive: Archive,
  storageFile: string,
  prepared: () => void = () => undefined,
): void {
  mkdirSync(dirname(storageFile), { recursive: true, mode: PRIVATE_FOLDER })
  finishRestore(storageFile)
  const release = holdStorage(storageFile)
  const folder = restoreFolder(storageFile)
  const storageName = basename(storageFile)
  const place = archive.manifest.files.map(nameIn(archive, storageName))
  try {
    // Left by a restore that was cut before it counted.
    rmSync(folder, { recursive: true, force: true })
    requirePlaces(place, dirname(storageFile))
    requireRoom(archive, storageFile)
    prepare(archive, join(folder, 'new'), storageName)
    // Those of a damaged storage; of any other nothing is left.
    const remove = JOURNALS.map((suffix) => storageName + suffix).filter((name) =>
      existsSync(join(dirname(storageFile), name)),
    )
    keepFormer([...place, ...remove], dirname(storageFile), join(folder, 'former'))
    prepared()
    decideRestore(storageFile, { place, remove })
  } catch (error) {
    rmSync(folder, { recursive: true, force: true })
    throw error
  } finally {
    // A server that starts from here on finishes the restore itself.
    release()
  }
  finishRestore(storageFile)
}

function nameIn({ manifest }: Archive, storageName: string): (file: ArchivedFile) => string {
  return ({ path }) => (path === manifest.storage ? storageName : path)
}

/** Whether a name is that of the storage, or one that belongs to it. */
function isTaken(path: string, storageName: string): boolean {
  return [storageName, `.${storageName}`].some((name) => path.startsWith(name))
}

/** What cannot be moved there later must be known before it counts. */
function requirePlaces(paths: readonly string[], folder: string): void {
  for (const path of paths) {
    const parts = path.split('/')
    for (let depth = 1; depth <= parts.length; depth += 1) {
      const at = join(folder, ...parts.slice(0, depth))
      const stats = lstatSync(at, { throwIfNoEntry: false })
      const isOdd = depth < parts.length ? stats?.isDirectory() === false : stats?.isDirectory() === true
      if (isOdd) throw new Error(`${at} is in the way of what the backup holds. Move it away first.`)
    }
  }
}

/** @throws {Error} when a server uses the storage */
function holdStorage(storageFile: string): () => void {
  if (!existsSync(storageFile)) return () => undefined
  try {
    const database = claimDatabase(storageFile)
    // One file without a journal can be copied, and goes on being held: sqlite.org/pragma.html#pragma_locking_mode.
    database.exec('PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE; COMMIT')
    return () => database.close()
  } catch (error) {
    if (error instanceof DatabaseInUse) {
      throw new Error(`A server uses ${storageFile}. Stop it first, for example: npm run drain`, {
        cause: error,
      })
    }
    // Damaged, or of a newer version: reasons to restore.
    return () => undefined
  }
}

function requireRoom(archive: Archive, storageFile: string): void {
  const { bavail, bsize } = statfsSync(dirname(storageFile))
  const former = statSync(storageFile, { throwIfNoEntry: false })?.size ?? 0
  const wanted = archive.contentBytes + former
  if (wanted <= bavail * bsize) return
  const missing = Math.ceil((wanted - bavail * bsize) / 1024 / 1024)
  throw new Error(`${dirname(storageFile)} has too little room: ${missing} MiB more are needed for a moment.`)
}

function keepFormer(paths: readonly string[], from: string, to: string): void {
  for (const path of paths) {
    if (!existsSync(join(from, path))) continue
    mkdirSync(dirname(join(to, path)), { recursive: true, mode: PRIVATE_FOLDER })
    copyFileSync(join(from, path), join(to, path))
  }
}
