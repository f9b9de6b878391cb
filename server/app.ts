import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { bindHost, pageUrls, type Interfaces } from './config/addresses.ts'
import { publicAddress } from './config/public-url.ts'
import type { Config } from './config/schema.ts'
import { createAccess, type Access } from './access/access.ts'
import { createApiParts } from './api-parts.ts'
import { createClientAddress } from './http/client-address.ts'
import { createHttpServer, type HttpServer } from './http/server.ts'
import { MediaEngine } from './media/media-engine.ts'
import type { Logger } from './observability/logger.ts'
import { RefusalLog } from './observability/refusal-log.ts'
import { AddressAccounts } from './limits/address-accounts.ts'
import { addressLimits, connectionRates } from './limit-settings.ts'
import { mediaSettings, roomSettings, welcome } from './part-settings.ts'
import { openStore } from './persistence/open-store.ts'
import { AddressWatch } from './process/address-watch.ts'
import { createDrain } from './process/drain.ts'
import { LoadMonitor, type LoadSource } from './load/load-monitor.ts'
import { RoomEvents } from './rooms/ports/events.ts'
import { logRoomEvents } from './rooms/room-log.ts'
import { RoomRegistry, type RoomRegistryOptions } from './rooms/room-registry.ts'
import { createMetrics } from './server-metrics.ts'
import { Gateway } from './signaling/gateway.ts'
import type { RequestObserver } from './signaling/request-observer.ts'
import { readReceivers } from './webhooks/receivers.ts'
import { Webhooks } from './webhooks/webhooks.ts'

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

/** What a server is built from. */
export interface AppOptions {
  config: Config
  logger: Logger
  /** Folder of the built client; `client/dist` unless a test says otherwise. */
  clientDir?: string
  /** What decides how far the server saves, and where newcomers go; measured unless a test says otherwise. */
  loadSource?: Partial<LoadSource>
  /** Lists the addresses of this machine; the system does unless a test says otherwise. */
  interfaces?: () => Interfaces
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
  const sources = { rooms, media, load, store, readiness, events, webhooks, gateway: () => gateway }
  const { metrics, requests } = createMetrics(sources)
  const api = createApiParts({ config, rooms, store, webhooks, load, readiness, logger })
  const parts = {
    ...{ config, logger, readiness, metrics, accounts, refusals, clientDir, api, signIn: access.signIn },
  }
  const http = await createHttpServer(parts).catch(async (error: unknown) => {
    load.close()
    access.close()
    return await stopStarted(error)
  })
  const gateway = createGateway(config, { ...parts, http, access, rooms, media, observer: requests })
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

/** Measures how busy the server is, and lets rooms save accordingly. */
function createLoad(
  { loadSource, logger }: AppOptions,
  media: MediaEngine,
  rooms: RoomRegistry,
): LoadMonitor {
  return new LoadMonitor({
    workerCpu: () => media.workerCpu,
    participants: () => rooms.participantCount,
    ...loadSource,
    changed: (levels) => rooms.setLoad(levels),
    logger,
  })
}

function createRooms(
  config: Config,
  parts: Pick<RoomRegistryOptions, 'store' | 'mediaPort' | 'access' | 'broadcast' | 'events' | 'logger'>,
): RoomRegistry {
  return new RoomRegistry({
    ...parts,
    settings: roomSettings(config),
    maxRooms: config.rooms.maxRooms,
    maxSeats: config.limits.maxSeats,
  })
}

/** Where the pages are, once the server listens. */
function urlsOf(listen: Config['listen'], http: HttpServer): Pick<App, 'url' | 'localUrl' | 'otherUrls'> {
  const { port } = http.server.address() as AddressInfo
  const address = publicAddress(listen.publicUrl)
  const { url: localUrl, others } = pageUrls(listen, port)
  return { url: address?.href ?? localUrl, localUrl, otherUrls: address ? [] : others }
}

/** The media engine, which goes with the addresses of the machine. */
async function startMedia(
  { config, logger, loadSource }: AppOptions,
  addresses: AddressWatch,
): Promise<MediaEngine> {
  const settings = {
    ...mediaSettings(config, () => addresses.current),
    assumedCpu: (worker: string) => loadSource?.workerCpu?.().get(worker),
  }
  try {
    return await MediaEngine.start(settings, config.speakers.thresholdDbov, logger)
  } catch (error) {
    addresses.close()
    throw error
  }
}

function createRoomEvents(logger: Logger): RoomEvents {
  const events = new RoomEvents((error, name) =>
    logger.error({ err: error, event: name }, 'a watcher of rooms failed'),
  )
  logRoomEvents(events, logger)
  return events
}

function createGateway(
  config: Config,
  parts: {
    http: HttpServer
    access: Access
    accounts: AddressAccounts
    rooms: RoomRegistry
    media: MediaEngine
    observer: RequestObserver
    refusals: RefusalLog
    logger: Logger
  },
): Gateway {
  return new Gateway({
    httpServer: parts.http.server,
    rooms: parts.rooms,
    welcome: welcome(config, parts.media.rtpCapabilities),
    refusalOf: (request) => parts.http.refusalOf(request),
    accountOf: (request) => parts.access.signIn?.account(parts.http.sessionOf(request)) ?? null,
    previewNames: config.rooms.previewNames,
    clientAddress: createClientAddress(config.listen.trustProxy),
    accounts: parts.accounts,
    connectionRates: connectionRates(config),
    rate: { perSecond: config.limits.requestsPerSecond, burst: config.limits.requestBurst },
    observer: parts.observer,
    refusals: parts.refusals,
    logger: parts.logger,
  })
}

/** Ends parts one after another: what the later ones keep, the earlier ones still need. */
async function closeInOrder(...parts: readonly { close(): unknown }[]): Promise<void> {
  for (const part of parts) await part.close()
}
