import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import type { z } from 'zod'
import type { Participant } from '../../protocol/index.ts'
import { type webhooksSchema } from '../config/schema-webhooks.ts'
import { createLogger } from '../observability/logger.ts'
import { openStore, type ServerStore } from '../persistence/open-store.ts'
import { configSchema } from '../config/schema.ts'
import { RoomEvents } from '../rooms/ports/events.ts'
import { readReceivers } from './receivers.ts'
import { TEST_SECRET, type TestReceiver } from './test-receiver.ts'
import { Webhooks } from './webhooks.ts'

/** Settings of webhooks in tests, all of them optional. */
export type WebhookSettings = z.input<typeof webhooksSchema>

/** One life of webhooks over a storage. */
export interface Life {
  readonly events: RoomEvents
  readonly webhooks: Webhooks
  readonly store: ServerStore
  /** Warnings so far. */
  readonly warnings: string[]
  /** Ends it as a stop does. */
  close(): Promise<void>
}

/** A storage file that is gone after the test. */
export function storageFile(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'plenary-webhooks-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  return join(folder, 'plenary.sqlite')
}

/** Starts webhooks for receivers on this machine. */
export async function startLife(
  t: TestContext,
  receivers: readonly Pick<TestReceiver, 'url'>[],
  { file = 'none', ...settings }: WebhookSettings & { file?: string } = {},
): Promise<Life> {
  const warnings: string[] = []
  const write = (line: string): void => void warnings.push((JSON.parse(line) as { msg: string }).msg)
  const logger = createLogger({ level: 'warn', format: 'json' }, { write })
  const config = configSchema.parse({
    storage: { file },
    webhooks: {
      receivers: receivers.map(({ url }) => ({ url, secret: TEST_SECRET })),
      allowPrivate: true,
      ...settings,
    },
  })
  const store = await openStore(config, logger)
  const events = new RoomEvents((error) => {
    throw error
  })
  const webhooks = new Webhooks({
    receivers: readReceivers(config.webhooks),
    settings: config.webhooks,
    store,
    events,
    logger,
  })
  let closed: Promise<void> | undefined
  const end = async (): Promise<void> => {
    await webhooks.close()
    await store.close()
  }
  const close = (): Promise<void> => (closed ??= end())
  t.after(close)
  return { events, webhooks, store, warnings, close }
}

/** Somebody in a room. */
export function person(id: string, name = id): Participant {
  return { id, name, role: 'speaker', handRaisedAt: null, connection: 'connected', publications: [] }
}
