// `npm run admin-token`: makes a new token for the page of the operator, /admin. A running server follows at once, and
// signs out whoever came in with the token before.
import { parseArgs } from 'node:util'
import { adminTokenFile, renewAdminToken } from '../server/admin/admin-token.ts'
import { becomeOwner } from './backup/owner.ts'
import { storageFileOf } from './storage-file.ts'

const USAGE = `npm run admin-token -- [--storage data/plenary.sqlite]

  --storage   storage file of the server, when it is not the usual one
`

try {
  const { values } = parseArgs({ options: { storage: { type: 'string' }, help: { type: 'boolean' } } })
  if (values.help) {
    process.stdout.write(USAGE)
  } else {
    const storage = storageFileOf(values.storage)
    const file = adminTokenFile(storage)
    if (!file) throw new Error('A server without storage prints a token at each start, and keeps none.')
    becomeOwner(storage)
    const token = renewAdminToken(file, Date.now())
    process.stderr.write(
      `The token before is worth nothing now. Open /admin and sign in with this one, which is told once:\n`,
    )
    // Alone on the standard output, for scripts.
    process.stdout.write(`${token}\n`)
  }
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}
