// `npm run restore -- plenary-backup.tar`: puts a backup into the place of what a stopped server keeps.
import { closeSync, mkdtempSync, openSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { parseArgs } from 'node:util'
import { storageFileOf } from './storage-file.ts'
import { connectControl } from '../server/process/control-client.ts'
import { controlFile } from '../server/process/control.ts'
import { describeManifest } from './backup/manifest.ts'
import { becomeOwner } from './backup/owner.ts'
import { Archive } from './backup/read-archive.ts'
import { runScript } from './backup/run-script.ts'
import { prepare, replaceStorage } from './backup/stage.ts'

const USAGE = `npm run restore -- FILE [--check] [--storage data/plenary.sqlite]

  FILE       a backup that npm run backup made
  --check    only says whether the backup is good, and what is in it
  --storage  storage file of the server, when it is not the usual one

Stop the server first: npm run drain, or systemctl stop plenary. What it keeps is replaced; files beside it that
are not in the backup stay.
`

async function run(): Promise<string> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      check: { type: 'boolean' },
      storage: { type: 'string', default: storageFileOf(undefined) },
      help: { type: 'boolean' },
    },
  })
  const [file, ...more] = positionals
  if (values.help === true) return USAGE.trimEnd()
  if (file === undefined || more.length > 0) throw new Error(USAGE.trimEnd())
  if (values.storage === 'none')
    throw new Error('A server with --storage none keeps nothing. Name a --storage.')
  const handle = openBackup(file)
  try {
    const archive = new Archive(handle)
    return values.check === true ? check(archive, file) : await restore(archive, file, values.storage)
  } finally {
    closeSync(handle)
  }
}

function openBackup(file: string): number {
  try {
    return openSync(file, 'r')
  } catch (error) {
    throw new Error(`The backup ${file} cannot be read: ${(error as Error).message}`, { cause: error })
  }
}

function check(archive: Archive, file: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'plenary-check-'))
  try {
    prepare(archive, join(folder, 'new'), basename(archive.manifest.storage))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  const { version, at } = archive.manifest
  const made = new Date(at * 1000).toISOString().slice(0, 16).replace('T', ' ')
  return [
    `${file} is good. Plenary ${version} made it on ${made} (UTC):`,
    ...describeManifest(archive.manifest),
  ].join('\n')
}

async function restore(archive: Archive, file: string, storageFile: string): Promise<string> {
  await requireNoServer(storageFile)
  becomeOwner(storageFile)
  replaceStorage(archive, storageFile)
  return [
    `Restored ${storageFile} from ${file}:`,
    ...describeManifest(archive.manifest),
    'Start the server: npm start, or systemctl start plenary',
  ].join('\n')
}

/** A server lives on when its storage is damaged, and then holds nothing that others could notice. */
async function requireNoServer(storageFile: string): Promise<void> {
  const client = await connectControl(controlFile(storageFile) ?? '')
  if (!client) return
  client.close()
  throw new Error(`A server uses ${storageFile}. Stop it first: npm run drain, or systemctl stop plenary`)
}

await runScript(run)
