import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  closeSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { storedKeySchema, type StoredKey } from './api-key.ts'

const PRIVATE_FILE = 0o600
const PRIVATE_FOLDER = 0o700
const WRITABLE_BY_OTHERS = 0o022
const KEYS_MAX = 1000
// A key that is good no more stays in the list for so long, so that people find out why something stopped.
const REMEMBERED_MS = 90 * 86_400_000
// Changing the file takes milliseconds: a lock as old as this is of a program that was killed.
const STALE_LOCK_MS = 10_000

const fileSchema = z.strictObject({ version: z.literal(1), keys: z.array(storedKeySchema).max(KEYS_MAX) })

/**
 * Where keys are kept.
 *
 * @param given - `api.keysFile`
 * @param storageFile - `storage.file`, beside which they are unless something else is given
 * @returns undefined when there is no such place
 */
export function keysFileOf(given: string | undefined, storageFile: string): string | undefined {
  if (given !== undefined) return given
  return storageFile === 'none' ? undefined : join(dirname(storageFile), 'api-keys.json')
}

/**
 * Reads the keys. A file that does not exist has none.
 *
 * @throws {Error} with a sentence that says what to do, when it cannot be trusted or read
 */
export function readKeys(file: string): StoredKey[] {
  const stats = statSync(file, { throwIfNoEntry: false })
  if (!stats) return []
  // Whoever can write it makes keys.
  if ((stats.mode & WRITABLE_BY_OTHERS) !== 0)
    throw new Error(`Others can write ${file}. Look at its keys, then run: chmod 600 ${file}`)
  const parsed = fileSchema.safeParse(parse(readFileSync(file, 'utf8')))
  if (parsed.success) return parsed.data.keys
  const [issue] = parsed.error.issues
  throw new Error(
    `${file} is no list of API keys (${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}). Restore it from a ` +
      'backup, or delete it and make new keys.',
  )
}

/**
 * Changes the keys, alone: two programs that do so at once both succeed.
 *
 * @param change - from the keys of now to those that are to be
 * @throws {Error} with a sentence that says what to do
 */
export function changeKeys(
  file: string,
  change: (keys: readonly StoredKey[]) => StoredKey[],
  now: number,
): void {
  mkdirSync(dirname(file), { recursive: true, mode: PRIVATE_FOLDER })
  const unlock = lock(`${file}.lock`, now)
  try {
    const keys = change(readKeys(file).filter((key) => isWorthListing(key, now)))
    if (keys.length > KEYS_MAX) throw new Error(`There are ${KEYS_MAX} keys already. Revoke some first.`)
    replace(file, JSON.stringify({ version: 1, keys }, undefined, 2))
  } finally {
    unlock()
  }
}

/** Writes a file that only its owner can read, all at once. */
export function replace(file: string, text: string): void {
  const draft = `${file}.${randomBytes(6).toString('hex')}`
  try {
    writeFileSync(draft, `${text}\n`, { mode: PRIVATE_FILE, flag: 'wx', flush: true })
    // The mask of the process may have taken away more than the mode.
    chmodSync(draft, PRIVATE_FILE)
    renameSync(draft, file)
  } catch (error) {
    rmSync(draft, { force: true })
    throw error
  }
}

function isWorthListing({ expiresAt, revokedAt }: StoredKey, now: number): boolean {
  return Math.min(expiresAt ?? Infinity, revokedAt ?? Infinity) > now - REMEMBERED_MS
}

function lock(file: string, now: number): () => void {
  const held = statSync(file, { throwIfNoEntry: false })
  if (held && now - held.mtimeMs > STALE_LOCK_MS) rmSync(file, { force: true })
  try {
    closeSync(openSync(file, 'wx', PRIVATE_FILE))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    throw new Error('Another program changes the keys at this moment. Try again.', { cause: error })
  }
  return () => rmSync(file, { force: true })
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
