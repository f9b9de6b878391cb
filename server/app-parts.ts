import type { AddressInfo } from 'node:net'
import type { Access } from './access/access.ts'
import { pageUrls, type Interfaces } from './config/addresses.ts'
import { publicAddress } from './config/public-url.ts'
import type { Config } from './config/schema.ts'
import { CheckResults } from './checks/check-results.ts'
import { Checks } from './checks/checks.ts'
import { createClientAddress } from './http/client-address.ts'
import type { HttpServer } from './http/server.ts'
import { connectionRates } from './limit-settings.ts'
import type { AddressAccounts } from './limits/address-accounts.ts'
import { LoadMonitor, type LoadSource } from './load/load-monitor.ts'
import { MediaEngine } from './media/media-engine.ts'
import type { Logger } from './observability/logger.ts'
import type { RefusalLog } from './observability/refusal-log.ts'
import { mediaSettings, roomSettings, welcome } from './part-settings.ts'
import type { AddressWatch } from './process/address-watch.ts'
import { RoomEvents } from './rooms/ports/events.ts'
import { logRoomEvents } from './rooms/room-log.ts'
import { RoomRegistry, type RoomRegistryOptions } from './rooms/room-registry.ts'
import { Gateway } from './signaling/gateway.ts'
import type { RequestObserver } from './signaling/request-observer.ts'

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

/** Measures how busy the server is, and lets rooms save accordingly. */
export function createLoad(
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

/** The rooms, with the settings that concern them. */
export function createRooms(
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
export function urlsOf(
  listen: Config['listen'],
  http: HttpServer,
): { url: string; localUrl: string; otherUrls: readonly string[] } {
  const { port } = http.server.address() as AddressInfo
  const address = publicAddress(listen.publicUrl)
  const { url: localUrl, others } = pageUrls(listen, port)
  return { url: address?.href ?? localUrl, localUrl, otherUrls: address ? [] : others }
}

/** The media engine, which goes with the addresses of the machine. */
export async function startMedia(
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

/** What happens in rooms, written into the log. */
export function createRoomEvents(logger: Logger): RoomEvents {
  const events = new RoomEvents((error, name) =>
    logger.error({ err: error, event: name }, 'a watcher of rooms failed'),
  )
  logRoomEvents(events, logger)
  return events
}

/** The guests' own checks. While the server saves, meetings go first. */
export function createChecks(
  media: MediaEngine,
  load: Pick<LoadMonitor, 'level'>,
  readiness: () => 'starting' | 'ready' | 'draining',
): { checks: Checks; checkResults: CheckResults } {
  const checkResults = new CheckResults()
  const checks = new Checks({
    port: media.checks,
    results: checkResults,
    refusal: () => {
      if (readiness() === 'draining') return 'server_draining'
      return load.level > 0 ? 'server_full' : undefined
    },
  })
  return { checks, checkResults }
}

/** Signaling, behind the HTTP server and before the rooms. */
export function createGateway(
  config: Config,
  parts: {
    http: HttpServer
    access: Access
    accounts: AddressAccounts
    rooms: RoomRegistry
    checks: Checks
    media: MediaEngine
    observer: RequestObserver
    refusals: RefusalLog
    logger: Logger
  },
): Gateway {
  return new Gateway({
    httpServer: parts.http.server,
    rooms: parts.rooms,
    checks: parts.checks,
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
