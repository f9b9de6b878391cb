import { fileURLToPath } from 'node:url'
import { bindHost } from './config/addresses.ts'
import { createAccess } from './access/access.ts'
import { createApiParts } from './api-parts.ts'
import type { CertificateState } from './certificates/certificate.ts'
import type { Config } from './config/schema.ts'
import type { Inspection } from './doctor/inspection.ts'
import { createHttpServer, type HttpServer } from './http/server.ts'
import { RefusalLog } from './observability/refusal-log.ts'
import { AddressAccounts } from './limits/address-accounts.ts'
import { addressLimits } from './limit-settings.ts'
import { openStore } from './persistence/open-store.ts'
import { AddressWatch } from './process/address-watch.ts'
import { createDrain } from './process/drain.ts'
import { createMetrics } from './server-metrics.ts'
import type { RoomRegistry } from './rooms/room-registry.ts'
import type { Gateway } from './signaling/gateway.ts'
import { readReceivers } from './webhooks/receivers.ts'
import { Webhooks } from './webhooks/webhooks.ts'
import { keepBlocks } from './admin/kept-blocks.ts'
import {
  createAdmin,
  createChecks,
  createGateway,
  createLoad,
  createRoomEvents,
  createRooms,
  processView,
  startMedia,
  whereAndWhat,
  withPublicUrl,
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
  /** The certificate of this moment; undefined where the server speaks plain HTTP. */
  certificate(): CertificateState | undefined
  /** The running media workers: id as in load levels and logs, and process id. */
  readonly workers: readonly { id: string; pid: number }[]
  /** Whether this server alone uses the storage of its settings. */
  readonly ownsStorage: boolean
  /** The token for `/admin`, if this start made the first one: to be told once. */
  takeAdminToken(): string | undefined
  /** Copies everything stored into a new file; rejects with a sentence when it cannot. */
  snapshot(file: string): Promise<void>
  /** Whether media workers answer at this moment; takes as long as the fastest of them. */
  isAnswering(): Promise<boolean>
  /** What a check of this installation may see. */
  readonly inspection: Inspection
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
  const { logger, clientDir = BUILT_CLIENT } = options
  let state: 'starting' | 'ready' | 'draining' = 'starting'
  const receivers = readReceivers(options.config.webhooks)
  const addresses = await AddressWatch.start({ ...options, listen: options.config.listen })
  const config = withPublicUrl(options.config, addresses.outside)
  const { media, front } = await startMedia({ ...options, config }, addresses)
  const store = await openStore(config, logger)
  const events = createRoomEvents(logger)
  const refusals = new RefusalLog(logger)
  const webhooks = new Webhooks({ receivers, settings: config.webhooks, store, events, logger })
  const blocked = keepBlocks(config.storage.file, logger)
  const accounts = new AddressAccounts(addressLimits(config), blocked)
  const stopStarted = async (error: unknown): Promise<never> => {
    addresses.close()
    await closeInOrder(front, media, webhooks, store)
    throw error
  }
  const access = await createAccess({
    ...{ settings: config.access, operators: config.admin.groups, store, logger, refusals },
  }).catch(stopStarted)
  const rooms = createRooms(config, {
    ...{ store, events, logger, access, mediaPort: media },
    broadcast: { broadcast: (room, name, params) => gateway.broadcast(room, name, params) },
  })
  const load = createLoad(options, media, rooms)
  const readiness = (): typeof state => state
  const certificate = (): CertificateState | undefined => http.certificate
  const { checks, checkResults } = createChecks(media, load, readiness)
  const sources = { rooms, media, load, store, readiness, events, webhooks, gateway: () => gateway }
  const { metrics, requests } = createMetrics({ ...sources, refusals, certificate, front })
  const stop = options.drain ?? ((deadlineMs: number): void => void drain(deadlineMs))
  const api = createApiParts({ ...sources, certificate, checkResults, config, blocked, drain: stop, logger })
  const admin = createAdmin(options, refusals)
  const parts = {
    ...{ config, logger, readiness, metrics, accounts, refusals, clientDir, api, signIn: access.signIn },
    admin: admin?.access,
    front,
  }
  const http = await createHttpServer({ ...parts, addresses }).catch(async (error: unknown) => {
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
    await closeInOrder(gateway, front, http)
    refusals.close()
    await closeInOrder(media, webhooks, store)
  }
  let closing: Promise<void> | undefined
  const close = (): Promise<void> => (closing ??= closeAll())
  await serve(config, { rooms, webhooks, gateway, http, admin }).catch(async (error: unknown) => {
    await close()
    throw error
  })
  state = 'ready'
  return {
    ...whereAndWhat(config, { http, media, store, addresses }),
    get workers() {
      return media.workers
    },
    takeAdminToken: () => admin?.token.takeFresh(),
    ...processView(store, media),
    get occupancy() {
      return { rooms: rooms.roomCount, participants: rooms.participantCount }
    },
    ...{ certificate, drain, close },
  }
}

/** Begins to serve: seats from before a restart wait for their owners from now on. */
async function serve(
  { admin: { socketIo }, listen }: Config,
  parts: {
    rooms: RoomRegistry
    webhooks: Webhooks
    gateway: Gateway
    http: HttpServer
    admin: object | undefined
  },
): Promise<void> {
  const { rooms, webhooks, gateway, http, admin } = parts
  await rooms.restore()
  webhooks.reconcile(rooms)
  if (admin && socketIo) await gateway.openAdmin((request) => http.isOperator(request))
  await http.listen({ host: bindHost(listen.host), port: listen.port })
}

/** Ends parts one after another: what the later ones keep, the earlier ones still need. */
async function closeInOrder(...parts: readonly ({ close(): unknown } | undefined)[]): Promise<void> {
  for (const part of parts) await part?.close()
}
