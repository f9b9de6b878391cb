// `npm run backup -- plenary-backup.tar`: puts everything that a server keeps into one file, also while it runs.
import { parseArgs } from 'node:util'
import { DatabaseSync } from 'node:sqlite'
import { storageFileOf } from './storage-file.ts'
import { versionOf } from '../server/persistence/migrate.ts'
import { VERSION } from '../server/version.ts'
import { readBeside } from './backup/beside.ts'
import { describeManifest } from './backup/manifest.ts'
import { runScript } from './backup/run-script.ts'
import { copyStorage } from './backup/source.ts'
import { openTarget, writeArchive } from './backup/write-archive.ts'

const USAGE = `npm run backup -- FILE [--storage data/plenary.sqlite]

  FILE       where the backup goes, for example plenary-backup.tar; nothing may be there yet
  --storage  storage file of the server, when it is not the usual one

The server may run. The backup holds its storage and everything beside it: keys, tokens, certificates, chat.
Whoever has the file can act as this server, so keep it as private as the server itself.
Settings and certificates that are elsewhere are not in it.
`

async function run(): Promise<string> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      storage: { type: 'string', default: storageFileOf(undefined) },
      help: { type: 'boolean' },
    },
  })
  const [file, ...more] = positionals
  if (values.help === true) return USAGE.trimEnd()
  if (file === undefined || more.length > 0) throw new Error(USAGE.trimEnd())
  return await backUp(file, values.storage)
}

async function backUp(file: string, storageFile: string): Promise<string> {
  // With the rights of whoever typed this, and before anything costs time.
  const target = openTarget(file)
  try {
    const copy = await copyStorage(storageFile)
    try {
      const beside = readBeside(storageFile)
      const at = Math.floor(Date.now() / 1000)
      const database = readVersion(copy.file)
      const manifest = writeArchive(target, {
        copy: copy.file,
        storageFile,
        beside,
        version: VERSION,
        database,
        at,
      })
      const leftOut = beside.leftOut.map((path) => `  left out, because it is no plain file: ${path}`)
      const next = `Keep it private. To look at it: npm run restore -- ${file} --check`
      return [`Backed up ${storageFile} to ${file}:`, ...describeManifest(manifest), ...leftOut, next].join(
        '\n',
      )
    } finally {
      copy.discard()
    }
  } finally {
    target.close()
  }
}

function readVersion(file: string): number {
  const database = new DatabaseSync(file)
  try {
    return versionOf(database)
  } finally {
    database.close()
  }
}

await runScript(run)
