import { statSync } from 'node:fs'
import type { Config } from '../config/schema.ts'
import type { Logger } from '../observability/logger.ts'
import { createNullStore } from '../rooms/ports/null-store.ts'
import type { RoomStore } from '../rooms/ports/store.ts'
import { WebhookMemory } from '../webhooks/memory-store.ts'
import type { WebhookStore } from '../webhooks/store.ts'
import { DatabaseInUse, openDatabase } from './database.ts'
import { SqliteStore } from './sqlite-store.ts'

// Said in words, because an empty environment variable counts as not set.
const NOTHING_KEPT = 'none'
const DAY_MS = 24 * 60 * 60_000
const POLICIES_AT_ONCE = 1000

/** Everything that is kept. */
export interface ServerStore extends RoomStore {
  readonly webhooks: WebhookStore
  /**
   * Copies everything into a new file, while the server goes on.
   *
   * @throws {Error} with a sentence when nothing is stored, or the file cannot be written
   */
  snapshot(file: string): Promise<void>
}

/**
 * Opens the store of the settings. Where nothing was ever stored, a store that cannot be made is no reason to refuse
 * meetings: the operator is told, and nothing outlives this process. What is stored and cannot be read may say that
 * rooms are protected, so the server does not start without it.
 *
 * @throws {Error} with a sentence that says what to do
 */
export async function openStore(
  { storage, chat, access }: Pick<Config, 'storage' | 'chat' | 'access'>,
  logger: Logger,
): Promise<ServerStore> {
  if (storage.file === NOTHING_KEPT) return keepNothing()
  // Opening it makes it.
  const hasContent = mayHaveContent(storage.file)
  try {
    const store = new SqliteStore({
      database: openDatabase(storage.file, (files) =>
        logger.warn({ files }, 'other users of this machine could read the storage; they cannot any more'),
      ),
      chatRetentionMs: chat.retentionMinutes * 60_000,
      policyRetentionMs: access.keepDays * DAY_MS,
      logger,
    })
    await requireReadablePolicies(store)
    return store
  } catch (error) {
    const lost = 'seats and chat end with this process'
    if (error instanceof DatabaseInUse) {
      logger.warn(
        { file: storage.file },
        `another server uses the storage; ${lost}, and owners, passwords and rules of rooms are unknown to this ` +
          'one: its rooms are open to everybody. Choose --storage.',
      )
    } else if (hasContent) {
      throw new Error(unreadable(storage.file, error), { cause: error })
    } else {
      logger.error({ err: error, file: storage.file }, `the storage cannot be used; ${lost}`)
    }
    return keepNothing()
  }
}

/** Whether something may be stored there; what cannot be looked at may hold anything. */
function mayHaveContent(file: string): boolean {
  try {
    return (statSync(file, { throwIfNoEntry: false })?.size ?? 0) > 0
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ENOTDIR'
  }
}

/** @throws {Error} for the first room whose rules cannot be read; the store is closed then */
async function requireReadablePolicies(store: SqliteStore): Promise<void> {
  try {
    let last = ''
    for (;;) {
      const rooms = await store.listPolicies(last, POLICIES_AT_ONCE)
      for (const room of rooms) await store.loadPolicy(room)
      last = rooms.at(-1) ?? ''
      if (rooms.length < POLICIES_AT_ONCE) return
    }
  } catch (error) {
    await store.close()
    throw error
  }
}

function unreadable(file: string, error: unknown): string {
  const reason = error instanceof Error ? error.message : String(error)
  return (
    `the storage ${file} cannot be read (${reason}). It says which rooms are protected, so the server does not go ` +
    'on without it. Give this user access to it, or restore it from a copy; erase the rules of one room with ' +
    '`npm run erase -- --room NAME`; move the file away to begin anew; or start ' +
    'with --storage none, which goes without: then every room is open.'
  )
}

function keepNothing(): ServerStore {
  const snapshot = (): Promise<void> => Promise.reject(new Error('This server stores nothing.'))
  return { ...createNullStore(), webhooks: new WebhookMemory(), snapshot }
}
