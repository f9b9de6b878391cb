import { rmSync, statSync } from 'node:fs'
import { claimDatabase, DatabaseInUse } from '../../server/persistence/database.ts'
import { finishRestore } from '../../server/persistence/pending-restore.ts'
import { snapshotDatabase } from '../../server/persistence/snapshot.ts'
import { connectControl } from '../../server/process/control-client.ts'
import { controlFile, snapshotFile } from '../../server/process/control.ts'
import { asOwner } from './owner.ts'

const SNAPSHOT_MS = 3_600_000

/** A copy of a storage, as it was at one moment. */
export interface StorageCopy {
  readonly file: string
  /** Removes it. */
  discard(): void
}

/**
 * Copies a storage: the server that uses it does so itself, and without one this process does.
 *
 * @throws {Error} with a sentence that says what to do
 */
export async function copyStorage(storageFile: string): Promise<StorageCopy> {
  const socket = controlFile(storageFile)
  if (!socket) throw new Error('A server with --storage none keeps nothing, so there is nothing to back up.')
  requireStorage(storageFile)
  const file = snapshotFile(storageFile)
  const client = await connectControl(socket)
  if (!client) return await asOwner(storageFile, () => copyUnused(storageFile, file))
  try {
    const reply = await client.ask({ command: 'snapshot' }, SNAPSHOT_MS)
    if (!reply) throw new Error('The server ended while it copied its storage. Try again.')
    if (reply.error !== undefined) throw new Error(reply.error)
  } catch (error) {
    client.close()
    throw error
  }
  // The server removes it when the connection ends, also when this process is killed.
  return { file, discard: () => client.close() }
}

function requireStorage(storageFile: string): void {
  let stats
  try {
    stats = statSync(storageFile, { throwIfNoEntry: false })
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new Error(
      `${storageFile} is out of reach (${reason}). Run this as root, or as the user of the server.`,
      {
        cause: error,
      },
    )
  }
  if (!stats?.isFile()) throw new Error(`There is no storage ${storageFile}. Name it with --storage.`)
}

async function copyUnused(storageFile: string, file: string): Promise<StorageCopy> {
  finishRestore(storageFile)
  let database
  try {
    database = claimDatabase(storageFile)
  } catch (error) {
    if (!(error instanceof DatabaseInUse)) throw error
    throw new Error(
      `Another program uses ${storageFile} and does not answer: a server that is starting or stopping, or one of ` +
        'another version. Try again in a moment, or stop it first.',
      { cause: error },
    )
  }
  try {
    // Whoever holds the storage owns this name: nobody else copies now.
    rmSync(file, { force: true })
    await snapshotDatabase(database, file)
  } finally {
    database.close()
  }
  return { file, discard: () => rmSync(file, { force: true }) }
}
