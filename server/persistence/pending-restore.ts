import {
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { z } from 'zod'

const PRIVATE_FILE = 0o600
const PRIVATE_FOLDER = 0o700
const JOURNAL = 'journal.json'
const STEP_MAX = 4096

const stepsSchema = z.strictObject({
  /** Files below `new` that take the places of those of the storage's folder. */
  place: z.array(z.string()).max(STEP_MAX),
  /** Files of the former state that must go. */
  remove: z.array(z.string()).max(STEP_MAX),
})

/** What is left to do once a restore was decided. */
export type RestoreSteps = z.infer<typeof stepsSchema>

/** Where a restore prepares the new files (`new`) and keeps the former ones (`former`), beside the storage. */
export function restoreFolder(storageFile: string): string {
  return join(dirname(storageFile), `.${basename(storageFile)}.restore`)
}

/** Whether a path stays inside of the folder that it is relative to, and is plain text. */
export function isPathInside(path: string): boolean {
  const isPlain = path.length > 0 && Buffer.byteLength(path) <= 100 && !/[\p{Cc}\\]/u.test(path)
  return isPlain && path.split('/').every((part) => part !== '' && part !== '.' && part !== '..')
}

/**
 * Decides a restore whose new files are complete. From here on the new state counts: whoever opens the storage next
 * finishes it.
 *
 * @throws {Error} when it cannot be written; the former state counts then
 */
export function decideRestore(storageFile: string, steps: RestoreSteps): void {
  const folder = restoreFolder(storageFile)
  const draft = join(folder, `${JOURNAL}.part`)
  const handle = openSync(draft, 'w', PRIVATE_FILE)
  try {
    writeSync(handle, JSON.stringify(steps))
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
  renameSync(draft, join(folder, JOURNAL))
  syncFolder(folder)
}

/**
 * Finishes a restore that was decided, and does nothing otherwise. It may be cut and called again at any moment, and
 * by two processes at once: each step is done or is not.
 *
 * @throws {Error} with a sentence, when files cannot be put into their places
 */
export function finishRestore(storageFile: string): void {
  const folder = restoreFolder(storageFile)
  const journal = join(folder, JOURNAL)
  if (!existsSync(journal)) return
  try {
    const steps = stepsSchema.parse(JSON.parse(readFileSync(journal, 'utf8')))
    if (![...steps.place, ...steps.remove].every(isPathInside)) throw new Error('it names files elsewhere')
    for (const path of steps.remove) rmSync(join(dirname(storageFile), path), { force: true })
    for (const path of steps.place) place(join(folder, 'new', path), join(dirname(storageFile), path))
    syncFolder(dirname(storageFile))
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new Error(
      `a restore that was begun cannot be finished (${reason}); the former files are in ${join(folder, 'former')}, ` +
        `the restored ones in ${join(folder, 'new')}`,
      { cause: error },
    )
  }
  // The journal first: without the new files it would say what cannot be done.
  rmSync(journal, { force: true })
  rmSync(folder, { recursive: true, force: true })
}

function place(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true, mode: PRIVATE_FOLDER })
  try {
    renameSync(from, to)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    // A folder below may be another disk. The name counts once the content is there.
    if (code === 'EXDEV') {
      copyFileSync(from, `${to}.part`)
      renameSync(`${to}.part`, to)
      // Done before this was cut, or by another process.
    } else if (code !== 'ENOENT') throw error
  }
}

/** Makes names of files survive a power cut, fsync(2). */
export function syncFolder(folder: string): void {
  const handle = openSync(folder, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}
