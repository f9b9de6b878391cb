import { createHash } from 'node:crypto'
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  openSync,
  readSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { basename, dirname } from 'node:path'
import { syncFolder } from '../../server/persistence/pending-restore.ts'
import type { Beside } from './beside.ts'
import { MANIFEST_NAME, type ArchivedFile, type Manifest } from './manifest.ts'
import { END, paddedSize, tarHeader } from './tar.ts'

const PRIVATE_FILE = 0o600
const CHUNK = 1024 * 1024

/** What goes into an archive. */
export interface ArchiveContent {
  /** The copy of the storage. */
  copy: string
  /** Where the storage itself is. */
  storageFile: string
  beside: Beside
  version: string
  /** Version of the tables. */
  database: number
  /** Seconds since 1970. */
  at: number
}

/** Where an archive is written. */
export interface ArchiveTarget {
  /** What it is called once it is complete. */
  readonly file: string
  readonly handle: number
  /** Removes what is not complete. */
  close(): void
}

/**
 * Opens a new archive, which nobody but the user of this process can read. It gets its name when it is complete.
 *
 * @throws {Error} with a sentence, when something has the name already or it cannot be written
 */
export function openTarget(file: string): ArchiveTarget {
  if (existsSync(file)) throw explain(Object.assign(new Error(), { code: 'EEXIST' }), file)
  const draft = draftOf(file)
  try {
    const handle = openSync(draft, 'wx', PRIVATE_FILE)
    const close = (): void => {
      closeSync(handle)
      rmSync(draft, { force: true })
    }
    return { file, handle, close }
  } catch (error) {
    throw explain(error, file)
  }
}

/** Ends of processes leave drafts; each has its own, so that none is in the way of the next. */
function draftOf(file: string): string {
  return `${file}.${process.pid}.part`
}

/**
 * Writes a backup: wholly, or not at all.
 *
 * @returns what the archive says of itself
 * @throws {Error} with a sentence, when it cannot be written
 */
export function writeArchive(target: ArchiveTarget, content: ArchiveContent): Manifest {
  try {
    const manifest = describe(content)
    writeAll(target.handle, content, manifest)
    fsyncSync(target.handle)
    // Unlike a rename this never replaces what somebody else put there meanwhile.
    linkSync(draftOf(target.file), target.file)
    syncFolder(dirname(target.file))
    return manifest
  } catch (error) {
    throw explain(error, target.file)
  }
}

function explain(error: unknown, target: string): Error {
  const { code, message } = error as NodeJS.ErrnoException
  const sentences: Record<string, string> = {
    ENOSPC: `There is no room for the backup ${target}. Nothing was left there; make room, or name another disk.`,
    EEXIST: `${target} is there already. Name another file, for example with the date.`,
    ENOENT: `There is no folder for ${target}. Make it first: mkdir -p ${dirname(target)}`,
  }
  return new Error(sentences[code ?? ''] ?? `The backup ${target} cannot be written: ${message}`, {
    cause: error,
  })
}

function describe({ copy, storageFile, beside, version, database, at }: ArchiveContent): Manifest {
  const storage = basename(storageFile)
  const main: ArchivedFile = {
    path: storage,
    size: statSync(copy).size,
    mode: PRIVATE_FILE,
    sha256: hashFile(copy),
  }
  const others = beside.files.map(({ path, mode, content }) => ({
    ...{ path, mode, size: content.length },
    sha256: createHash('sha256').update(content).digest('hex'),
  }))
  return { plenaryBackup: 1, version, database, at, storage, files: [main, ...others] }
}

function writeAll(handle: number, { copy, beside }: ArchiveContent, manifest: Manifest): void {
  const text = Buffer.from(`${JSON.stringify(manifest, undefined, 2)}\n`)
  const { at } = manifest
  const put = (file: { path: string; mode: number }, content: Buffer): void => {
    const filling = Buffer.alloc(paddedSize(content.length) - content.length)
    write(handle, Buffer.concat([tarHeader({ ...file, size: content.length, at }), content, filling]))
  }
  put({ path: MANIFEST_NAME, mode: PRIVATE_FILE }, text)
  const [main, ...others] = manifest.files
  if (main) {
    write(handle, tarHeader({ ...main, at }))
    eachChunk(copy, (chunk) => write(handle, chunk))
    write(handle, Buffer.alloc(paddedSize(main.size) - main.size))
  }
  for (const [index, file] of others.entries()) put(file, beside.files[index]?.content ?? Buffer.alloc(0))
  write(handle, END)
}

function write(handle: number, bytes: Buffer): void {
  let written = 0
  while (written < bytes.length) written += writeSync(handle, bytes, written)
}

function hashFile(file: string): string {
  const hash = createHash('sha256')
  eachChunk(file, (chunk) => hash.update(chunk))
  return hash.digest('hex')
}

function eachChunk(file: string, take: (chunk: Buffer) => void): void {
  const handle = openSync(file, 'r')
  const buffer = Buffer.alloc(CHUNK)
  try {
    for (;;) {
      const length = readSync(handle, buffer)
      if (length === 0) return
      take(buffer.subarray(0, length))
    }
  } finally {
    closeSync(handle)
  }
}
