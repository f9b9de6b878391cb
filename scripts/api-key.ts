// `npm run api-key -- create --name "Course portal" --scopes rooms:read,rooms:write`: makes, lists and revokes
// the keys of programs. A running server follows with its next request.
import { parseArgs } from 'node:util'
import { createKey, type StoredKey } from '../server/api/keys/api-key.ts'
import { changeKeys, keysFileOf, readKeys } from '../server/api/keys/key-file.ts'
import { readPlan, type GivenPlan } from '../server/api/keys/key-plan.ts'
import { readUses } from '../server/api/keys/key-ring.ts'
import { SCOPES } from '../server/api/scopes.ts'
import { becomeOwner } from './backup/owner.ts'
import { storageFileOf } from './storage-file.ts'

const USAGE = `npm run api-key -- create --name NAME --scopes SCOPE,SCOPE [--rooms "team-*,lobby"] [--expires 90d]
npm run api-key -- list
npm run api-key -- revoke ID

  --name     what the key is for; stands in the log and in rooms that it makes
  --scopes   what it may do, see below
  --rooms    rooms that it is for: names, or beginnings with a * behind them (all rooms)
  --expires  until when it is good: a number with h or d (for ever)
  --storage  storage file of the server, when it is not the usual one
  --file     list of keys, when api.keysFile names another one

Scopes:
${Object.entries(SCOPES)
  .map(([name, about]) => `  ${name.padEnd(20)}${about}`)
  .join('\n')}
`
function create(file: string, given: GivenPlan): void {
  const now = Date.now()
  const { key, stored } = createKey(readPlan(given, now), now)
  changeKeys(file, (keys) => [...keys, stored], now)
  // The key alone goes to the standard output, for scripts.
  process.stderr.write(`Key ${stored.id} is in ${file}. Its secret is told this once:\n`)
  process.stdout.write(`${key}\n`)
}

function revoke(file: string, id: string | undefined): void {
  const now = Date.now()
  if (id === undefined) throw new Error('Say which: npm run api-key -- revoke ID. "list" tells the ids.')
  changeKeys(
    file,
    (keys) => {
      if (!keys.some((key) => key.id === id)) throw new Error(`There is no key ${id}. "list" tells the ids.`)
      return keys.map((key) => (key.id === id && key.revokedAt === null ? { ...key, revokedAt: now } : key))
    },
    now,
  )
  process.stderr.write(`Key ${id} is worth nothing from now on.\n`)
}

function list(file: string): void {
  const uses = readUses(file)
  const keys = readKeys(file)
  if (keys.length === 0) process.stderr.write(`There are no keys in ${file}: the API is off.\n`)
  for (const key of keys) process.stdout.write(`${describe(key, uses.get(key.id))}\n`)
}

function describe(key: StoredKey, usedAt: number | undefined): string {
  const { id, name, scopes, rooms, createdAt, expiresAt, revokedAt } = key
  const date = (at: number): string => new Date(at).toISOString().slice(0, 16).replace('T', ' ')
  const until = expiresAt === null ? 'good until revoked' : `good until ${date(expiresAt)}`
  const isExpired = expiresAt !== null && expiresAt <= Date.now()
  const state =
    revokedAt !== null ? `revoked ${date(revokedAt)}` : isExpired ? `expired ${date(expiresAt)}` : until
  const used = usedAt === undefined ? 'never used' : `last used ${date(usedAt)}`
  return `${id}  ${name}\n  ${scopes.join(', ')}; rooms: ${rooms?.join(', ') ?? 'all'}\n  made ${date(createdAt)}; ${state}; ${used} (UTC)`
}

try {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      name: { type: 'string' },
      scopes: { type: 'string' },
      rooms: { type: 'string' },
      expires: { type: 'string' },
      storage: { type: 'string' },
      file: { type: 'string' },
      help: { type: 'boolean' },
    },
  })
  const [command, id] = positionals
  const file = keysFileOf(values.file, storageFileOf(values.storage))
  if (!file)
    throw new Error('A server without storage has its keys where api.keysFile says: name that as --file.')
  // What root writes must be readable for the server.
  becomeOwner(file)
  if (values.help === true || command === undefined) process.stdout.write(USAGE)
  else if (command === 'create') create(file, values)
  else if (command === 'list') list(file)
  else if (command === 'revoke') revoke(file, id)
  else throw new Error(`"${command}" is nothing that can be done with keys. See npm run api-key -- --help.`)
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}
