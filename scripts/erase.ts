// `npm run erase -- --room standup` or `--person "Ada Lovelace"`: erases what a stopped server keeps.
import { existsSync, rmSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { checkRoomName } from '../protocol/index.ts'
import { storageFileOf } from './storage-file.ts'
import { DatabaseInUse, openDatabase } from '../server/persistence/database.ts'
import { copiesOf } from '../server/persistence/migrate.ts'
import { erasePerson, eraseRoom, type Erased } from '../server/persistence/erase.ts'

const USAGE = `npm run erase -- --room NAME | --person NAME [--storage data/plenary.sqlite]

  --room     erases a room: owner, rules, password, invitations, bans, log, chat and seats
  --person   erases everybody of this name, in all rooms: seats, what they wrote and received, lines of
             logs that name them; where they own rooms or made invitations, their name
  --storage  storage file of the server, when it is not the usual one

Stop the server first: it holds rooms in memory and would write them back. Backups that you made are not changed.
`

interface Choice {
  room?: string | undefined
  person?: string | undefined
  storage: string
}

/** @throws {Error} with a sentence that says what to type */
function readChoice(): Choice {
  const { values } = parseArgs({
    options: {
      room: { type: 'string' },
      person: { type: 'string' },
      storage: { type: 'string', default: storageFileOf(undefined) },
    },
  })
  if ((values.room === undefined) === (values.person === undefined)) throw new Error(USAGE)
  return values
}

function describe({ seats, messages, privateMessages, logLines, policies }: Erased): string {
  return [
    `  ${seats} seats that waited for their owners`,
    `  ${messages} messages to everybody, ${privateMessages} private ones`,
    `  ${logLines} lines of logs`,
    `  ${policies} policies (owner, rules, password, invitations, bans)`,
  ].join('\n')
}

/** @throws {Error} with a sentence that says what to do */
function erase({ room, person, storage }: Choice): string {
  if (!existsSync(storage)) throw new Error(`There is no storage ${storage}. Name it with --storage.`)
  const canonical = room === undefined ? undefined : checkRoomName(room).name
  if (room !== undefined && canonical === undefined) throw new Error(`"${room}" is no name of a room.`)
  const database = openDatabase(storage)
  // What is erased must not stay in a copy of before an upgrade.
  for (const copy of copiesOf(storage)) rmSync(copy, { force: true })
  try {
    const erased =
      canonical === undefined ? erasePerson(database, person ?? '') : eraseRoom(database, canonical)
    const isNothing = Object.values(erased).every((count: number) => count === 0)
    const whose = canonical === undefined ? `"${person}"` : `the room ${canonical}`
    return isNothing
      ? `Nothing is kept of ${whose} in ${storage}.`
      : `Erased of ${whose}:\n${describe(erased)}`
  } finally {
    database.close()
  }
}

try {
  process.stdout.write(`${erase(readChoice())}\n`)
} catch (error) {
  const text =
    error instanceof DatabaseInUse
      ? 'A server uses this storage. Stop it first: npm run drain.'
      : error instanceof Error
        ? error.message
        : String(error)
  process.stderr.write(`${text}\n`)
  process.exitCode = 1
}
