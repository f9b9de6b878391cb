import { fileURLToPath } from 'node:url'
import { bindHost } from './config/addresses.ts'
import { createAccess } from './access/access.ts'
import { createApiParts } from './api-parts.ts'
import { createHttpServer } from './http/server.ts'
import { RefusalLog } from './observability/refusal-log.ts'
import { AddressAccounts } from './limits/address-accounts.ts'
import { addressLimits } from './limit-settings.ts'
import { openStore } from './persistence/open-store.ts'
import { AddressWatch } from './process/address-watch.ts'
import { createDrain } from './process/drain.ts'
import { createMetrics } from './server-metrics.ts'
import { readReceivers } from './webhooks/receivers.ts'
import { Webhooks } from './webhooks/webhooks.ts'
import {
  createChecks,
  createGateway,
  createLoad,
  createRoomEvents,
  createRooms,
  startMedia,
  urlsOf,
  type AppOptions,
} from './app-parts.ts'

const BUILT_CLIENT = fileURLToPath(new URL('../client/dist', import.meta.url))

/** A running server. */
export interface App {
  /** The URL to open: the public one, or that of this machine. */
  readonly url: string
  /** The URL on this machine, which proxies and tests use. */
  readonly localUrl: string
  /** Further URLs, for other machines. */
  readonly otherUrls: readonly string[]
  /** The running media workers: id as in load levels and logs, and process id. */
  readonly workers: readonly { id: string; pid: number }[]
  /** Whether this server alone uses the storage of its settings. */
  readonly ownsStorage: boolean
  /** How many people are in how many rooms. */
  readonly occupancy: { rooms: number; participants: number }
  /**
   * Lets meetings come to their end: refuses new rooms, tells people, and waits until
   * the last one left. Called again, the newest deadline counts.
   *
   * @param deadlineMs - longest wait in milliseconds
   */
  drain(deadlineMs: number): Promise<void>
  /** Ends all meetings and stops listening. May be called more than once. */
  close(): Promise<void>
}

/**
 * Builds the whole server from its configuration and starts it.
 *
 * @returns once pages are served and rooms can be joined
 * @throws {Error} with a sentence that says what to do, when a port, a
 *   certificate or a media worker fails; what was started is stopped again
 */
export async function createApp(options: AppOptions): Promise<App> {
  const { config, logger, clientDir = BUILT_CLIENT } = options
  let state: 'starting' | 'ready' | 'draining' = 'starting'
  const receivers = readReceivers(config.webhooks)
  const addresses = await AddressWatch.start({ ...options, listen: config.listen })
  const media = await startMedia(options, addresses)
  const store = await openStore(config, logger)
  const events = createRoomEvents(logger)
  const refusals = new RefusalLog(logger)
  const webhooks = new Webhooks({ receivers, settings: config.webhooks, store, events, logger })
  const accounts = new AddressAccounts(addressLimits(config))
  const stopStarted = async (error: unknown): Promise<never> => {
    addresses.close()
    await closeInOrder(media, webhooks, store)
    throw error
  }
  const access = await createAccess({ settings: config.access, store, logger, refusals }).catch(stopStarted)
  const rooms = createRooms(config, {
    store,
    mediaPort: media,
    broadcast: { broadcast: (room, name, params) => gateway.broadcast(room, name, params) },
    events,
    logger,
    access,
  })
  const load = createLoad(options, media, rooms)
  const readiness = (): typeof state => state
  const { checks, checkResults } = createChecks(media, load, readiness)
  const sources = { rooms, media, load, store, readiness, events, webhooks, gateway: () => gateway }
  const { metrics, requests } = createMetrics(sources)
  const api = createApiParts({ config, rooms, checkResults, store, webhooks, load, readiness, logger })
  const parts = {
    ...{ config, logger, readiness, metrics, accounts, refusals, clientDir, api, signIn: access.signIn },
  }
  const http = await createHttpServer(parts).catch(async (error: unknown) => {
    await closeInOrder(load, access)
    return await stopStarted(error)
  })
  const gateway = createGateway(config, { ...parts, http, access, rooms, checks, media, observer: requests })
  const begin = (emptied: () => void): void => {
    state = 'draining'
    rooms.drain(emptied)
  }
  const drain = createDrain({ begin, announce: (deadline) => gateway.announceDrain(deadline) })
  const closeAll = async (): Promise<void> => {
    state = 'draining'
    load.close()
    addresses.close()
    access.close()
    rooms.close()
    gateway.close()
    await http.close()
    refusals.close()
    await closeInOrder(media, webhooks, store)
  }
  let closing: Promise<void> | undefined
  const close = (): Promise<void> => (closing ??= closeAll())
  try {
    // Seats from before a restart wait for their owners from now on.
    await rooms.restore()
    webhooks.reconcile(rooms)
    await http.listen({ host: bindHost(config.listen.host), port: config.listen.port })
  } catch (error) {
    await close()
    throw error
  }
  state = 'ready'
  return {
    ...urlsOf(config.listen, http),
    get workers() {
      return media.workers
    },
    ownsStorage: store.lasting,
    get occupancy() {
      return { rooms: rooms.roomCount, participants: rooms.participantCount }
    },
    drain,
    close,
  }
}

/** Ends parts one after another: what the later ones keep, the earlier ones still need. */
async function closeInOrder(...parts: readonly { close(): unknown }[]): Promise<void> {
  for (const part of parts) await part.close()
}
