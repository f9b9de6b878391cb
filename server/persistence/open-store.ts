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

/** Everything that is kept. */
export interface ServerStore extends RoomStore {
  readonly webhooks: WebhookStore
}

/**
 * Opens the store of the settings. A store that cannot be opened is no reason to
 * refuse meetings: the operator is told, and nothing outlives this process.
 */
export async function openStore(
  { storage, chat }: Pick<Config, 'storage' | 'chat'>,
  logger: Logger,
): Promise<ServerStore> {
  if (storage.file === NOTHING_KEPT) return keepNothing()
  try {
    return new SqliteStore({
      database: openDatabase(storage.file, (files) =>
        logger.warn({ files }, 'other users of this machine could read the storage; they cannot any more'),
      ),
      chatRetentionMs: chat.retentionMinutes * 60_000,
      logger,
    })
  } catch (error) {
    const lost = 'seats and chat end with this process'
    if (error instanceof DatabaseInUse) {
      logger.warn({ file: storage.file }, `another server uses the storage; ${lost}. Choose --storage.`)
    } else {
      logger.error({ err: error, file: storage.file }, `the storage cannot be used; ${lost}`)
    }
    return keepNothing()
  }
}

function keepNothing(): ServerStore {
  return { ...createNullStore(), webhooks: new WebhookMemory() }
}
