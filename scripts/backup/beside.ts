import { closeSync, fstatSync, openSync, readdirSync, readFileSync, constants } from 'node:fs'
import { basename, dirname, join } from 'node:path'

/** A small file that lies beside the storage. */
interface SmallFile {
  readonly path: string
  readonly mode: number
  readonly content: Buffer
}

/** What lies beside a storage. */
export interface Beside {
  readonly files: readonly SmallFile[]
  /** What is neither a plain file nor a folder and therefore in no backup, for example links. */
  readonly leftOut: readonly string[]
}

const FILES_MAX = 1000
const BYTES_MAX = 64 * 1024 * 1024
// Of the moment only: sockets, locks, drafts that are about to be renamed, and backups themselves.
const PASSING = /(\.sock|\.lock|\.tmp|\.part|\.tar|\.[0-9a-f]{12})$/

/**
 * Reads everything that lies beside the storage: keys, tokens, certificates.
 *
 * @throws {Error} with a sentence, when the folder holds more than a server of this kind keeps
 */
export function readBeside(storageFile: string): Beside {
  const root = dirname(storageFile)
  const found: { files: SmallFile[]; leftOut: string[]; bytes: number } = { files: [], leftOut: [], bytes: 0 }
  walk(root, '', (path, kind) => {
    if (isOfDatabase(path, basename(storageFile)) || PASSING.test(path)) return
    if (kind === 'other') {
      found.leftOut.push(path)
      return
    }
    const file = readSmall(join(root, path), path)
    if (!file) return
    found.bytes += file.content.length
    found.files.push(file)
    if (found.files.length > FILES_MAX || found.bytes > BYTES_MAX) throw tooMuch(root)
  })
  return found
}

/** The storage itself, its journals and the copies that the server makes of it. */
function isOfDatabase(path: string, storage: string): boolean {
  const isOwn = path === storage || path.startsWith(`${storage}-`) || path.startsWith(`${storage}.`)
  return isOwn || path.startsWith(`.${storage}.restore`)
}

function walk(root: string, below: string, visit: (path: string, kind: 'file' | 'other') => void): void {
  const entries = readdirSync(join(root, below), { withFileTypes: true })
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = below === '' ? entry.name : `${below}/${entry.name}`
    if (entry.isDirectory()) walk(root, path, visit)
    else visit(path, entry.isFile() ? 'file' : 'other')
  }
}

function readSmall(file: string, path: string): SmallFile | undefined {
  let handle: number
  try {
    // Nobody may put a link into the place of the file meanwhile.
    handle = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  } catch (error) {
    // Replaced or removed while this looked, as a server does at any time.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
  try {
    const { mode, size } = fstatSync(handle)
    if (size > BYTES_MAX) throw tooMuch(dirname(file))
    return { path, mode: mode & 0o777, content: readFileSync(handle) }
  } finally {
    closeSync(handle)
  }
}

function tooMuch(folder: string): Error {
  return new Error(
    `${folder} holds more than the storage of a server and what belongs to it. Give the storage a folder of its own ` +
      '(storage.file), then make the backup.',
  )
}
