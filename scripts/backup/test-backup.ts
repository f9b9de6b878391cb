import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { TestContext } from 'node:test'
import { DATABASE_VERSION, openDatabase } from '../../server/persistence/database.ts'
import { readBeside } from './beside.ts'
import type { Manifest } from './manifest.ts'
import { Archive } from './read-archive.ts'
import { copyStorage } from './source.ts'
import { END, paddedSize, tarHeader } from './tar.ts'
import { openTarget, writeArchive } from './write-archive.ts'

/** A folder that is gone after the test. */
export function newFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'plenary-backup-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** A storage in which one room has a number, with keys and certificates beside it. */
export function makeStorage(folder: string, number: number): string {
  mkdirSync(join(folder, 'certificates'), { recursive: true })
  const file = join(folder, 'plenary.sqlite')
  const database = openDatabase(file)
  database.prepare('INSERT OR REPLACE INTO rooms (name, chat_seq) VALUES (?, ?)').run('demo', number)
  database.close()
  writeFileSync(join(folder, 'api-keys.json'), `keys ${number}`, { mode: 0o600 })
  writeFileSync(join(folder, 'certificates', 'chain.pem'), `chain ${number}`, { mode: 0o640 })
  return file
}

/** Everything in a folder: path, mode and, but for the storage, content. The storage stands for its number. */
export function stateOf(storageFile: string): Record<string, string> {
  const folder = dirname(storageFile)
  const database = openDatabase(storageFile)
  const row = database.prepare("SELECT chat_seq FROM rooms WHERE name = 'demo'").get()
  database.close()
  const state: Record<string, string> = { storage: String(row?.chat_seq) }
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name)
    if (!entry.isFile() || path === storageFile) continue
    state[path.slice(folder.length + 1)] =
      `${(statSync(path).mode & 0o777).toString(8)} ${readFileSync(path, 'utf8')}`
  }
  return state
}

/** Makes a backup of a storage that nobody uses. */
export async function backUp(storageFile: string, target: string): Promise<Manifest> {
  const output = openTarget(target)
  const copy = await copyStorage(storageFile)
  try {
    const content = {
      copy: copy.file,
      storageFile,
      beside: readBeside(storageFile),
      version: '0.0.0',
      at: 1_800_000_000,
    }
    return writeArchive(output, { ...content, database: DATABASE_VERSION })
  } finally {
    copy.discard()
    output.close()
  }
}

/** Opens an archive for as long as the test runs. */
export function openArchive(t: TestContext, file: string): Archive {
  const handle = openSync(file, 'r')
  t.after(() => closeSync(handle))
  return new Archive(handle)
}

/** Lays out an archive as somebody does who is bound by no rule. */
export function forge(
  manifest: unknown,
  files: { path: string; content: Buffer; header?: (tar: Buffer) => void }[],
): Buffer {
  const text = Buffer.from(JSON.stringify(manifest))
  const at = 1_800_000_000
  const parts = [{ path: 'manifest.json', content: text }, ...files].map(({ path, content, ...rest }) => {
    const header = tarHeader({ path, size: content.length, mode: 0o600, at })
    if ('header' in rest) rest.header?.(header)
    return Buffer.concat([header, content, Buffer.alloc(paddedSize(content.length) - content.length)])
  })
  return Buffer.concat([...parts, END])
}
