import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { createKey, type KeyPlan, type StoredKey } from '../../api/keys/api-key.ts'
import { changeKeys } from '../../api/keys/key-file.ts'
import { KeyRing } from '../../api/keys/key-ring.ts'
import { LineView } from '../../api/operator/line-view.ts'
import { MeetingOperator } from '../../api/operator/meeting-operator.ts'
import { RoomOperator } from '../../api/operator/room-operator.ts'
import { ServerOperator } from '../../api/operator/server-operator.ts'
import { ServerView } from '../../api/operator/server-view.ts'
import { SCOPE_NAMES } from '../../api/scopes.ts'
import { CheckResults } from '../../checks/check-results.ts'
import { defaultConfig } from '../../config/schema.ts'
import { BlockedAddresses } from '../../limits/blocked-addresses.ts'
import { createLogger, logTailOf } from '../../observability/logger.ts'
import { createRooms } from '../../rooms/test-room.ts'
import { Deliveries } from '../../webhooks/deliveries.ts'
import { WebhookMemory } from '../../webhooks/memory-store.ts'
import { sendRequest } from '../test-request.ts'
import { startTestServer, temporaryFolder } from '../test-server.ts'

/** A request of a program in a test. */
export interface TestCall {
  method?: string
  /** The whole key; absent for that of `everything`. Null sends none. */
  key?: string | null
  body?: unknown
  headers?: Record<string, string>
}

const NO_LINES = { send: null, receive: null }

/** Lines that a test server logged. */
export type LogLines = Record<string, unknown>[]

/**
 * An API over real HTTP, with rooms without network, media or disk, and a key that may do everything.
 *
 * @param given - `api` as in a file; the keys that there are, if not the one
 * @param limits - of the rooms
 */
export async function startApi(
  t: TestContext,
  given: {
    settings?: object
    withoutKeys?: boolean
    server?: Pick<Parameters<typeof startTestServer>[1] & object, 'admin' | 'signIn' | 'listen'>
  } = {},
  limits: { maxRooms?: number; maxSeats?: number } = {},
) {
  const file = join(await temporaryFolder(t), 'api-keys.json')
  const log: LogLines = []
  const logger = createLogger(
    { level: 'debug', format: 'json' },
    { write: (line: string) => void log.push(JSON.parse(line) as LogLines[number]) },
  )
  /** Makes a key, good from the next request on. */
  const makeKey = (
    plan: Partial<KeyPlan & Pick<StoredKey, 'revokedAt'>> = {},
  ): { key: string; id: string } => {
    const { revokedAt = null, ...rest } = plan
    const { key, stored } = createKey(
      { name: 'a program', scopes: [...SCOPE_NAMES], rooms: null, expiresAt: null, ...rest },
      Date.now(),
    )
    changeKeys(file, (keys) => [...keys, { ...stored, revokedAt }], Date.now())
    return { key, id: stored.id }
  }
  const everything = given.withoutKeys === true ? undefined : makeKey()
  const world = createRooms(t, limits)
  const { rooms, store } = world
  const shared = { rooms, store }
  const keys = new KeyRing(file, logger)
  const checkResults = new CheckResults()
  const webhookStore = new WebhookMemory()
  const blocked = new BlockedAddresses()
  const drains: number[] = []
  const parts = {
    keys,
    rooms: new RoomOperator({ ...shared, base: 'https://meet.example/' }),
    meetings: new MeetingOperator(shared),
    checks: checkResults,
    server: new ServerView({
      config: defaultConfig(),
      readiness: () => 'ready',
      rooms,
      load: { level: 0 },
    }),
    lines: new LineView({
      rooms,
      lines: {
        read: () => NO_LINES,
        peek: () => NO_LINES,
        received: () => ({ audio: 0, video: 0, layers: [] }),
      },
      workers: () => [],
    }),
    operator: new ServerOperator({
      rooms,
      blocked,
      drain: (deadlineMs) => void drains.push(deadlineMs),
      log: logTailOf(logger),
    }),
    webhooks: new Deliveries(webhookStore, { hasReceiver: () => true, resend: () => undefined }),
  }
  const server = await startTestServer(t, {
    logger,
    ...given.server,
    api: { parts, settings: { requestsPerSecond: 1000, requestBurst: 1000, ...given.settings } },
  })
  const base = `${server.origin}/api/v1`
  /** Sends a request; the answer as it came, and its body as JSON where it is some. */
  const call = async (path: string, { method = 'GET', key, body, headers = {} }: TestCall = {}) => {
    const bearer = key === undefined ? everything?.key : key
    const authorization = bearer == null ? {} : { authorization: `Bearer ${bearer}` }
    return await sendRequest(base + path, { method, body, headers: { ...authorization, ...headers } })
  }
  return {
    ...server,
    ...world,
    webhookStore,
    blocked,
    /** Deadlines of drains that were asked for, in milliseconds. */
    drains,
    checkResults,
    base,
    call,
    makeKey,
    everything: everything?.key ?? '',
    log,
    file,
    keys,
  }
}

/** The code of a problem. */
export function codeOf({ json }: { json: Record<string, unknown> | undefined }): unknown {
  return json?.code
}
