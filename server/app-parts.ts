import type { AddressInfo } from 'node:net'
import type { Access } from './access/access.ts'
import { AdminAccess } from './admin/admin-access.ts'
import { adminTokenFile, AdminToken } from './admin/admin-token.ts'
import { pageUrls, type Interfaces } from './config/addresses.ts'
import { publicAddress } from './config/public-url.ts'
import { addressOf } from './config/schema-acme.ts'
import type { Config } from './config/schema.ts'
import { CheckResults } from './checks/check-results.ts'
import { Checks } from './checks/checks.ts'
import { Inspection, type Inspected } from './doctor/inspection.ts'
import { Front } from './front-parts.ts'
import { createClientAddress } from './http/client-address.ts'
import { readDescriptors } from './http/descriptor-guard.ts'
import { createRequestTarget } from './http/request-target.ts'
import type { HttpServer } from './http/server.ts'
import { connectionRates } from './limit-settings.ts'
import type { AddressAccounts } from './limits/address-accounts.ts'
import { LoadMonitor, type LoadSource } from './load/load-monitor.ts'
import { MediaEngine } from './media/media-engine.ts'
import type { Logger } from './observability/logger.ts'
import type { RefusalLog } from './observability/refusal-log.ts'
import { mediaSettings, roomSettings, welcome } from './part-settings.ts'
import type { ServerStore } from './persistence/open-store.ts'
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
  /** Lets meetings end and stops the process, when an operator asks for it; the process goes on unless it is given. */
  drain?: (deadlineMs: number) => void
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

/** Where the pages are, once the server listens, and what a check may see of it. */
export function whereAndWhat(
  config: Config,
  parts: Pick<Inspected, 'media' | 'store'> & { http: HttpServer; addresses: AddressWatch },
): ReturnType<typeof urlsOf> & { inspection: Inspection } {
  const { http, media, store, addresses } = parts
  const urls = urlsOf(config.listen, http)
  const inspected = { config, media, store, addresses, server: http.server, urls }
  return { ...urls, inspection: new Inspection({ ...inspected, descriptors: readDescriptors }) }
}

function urlsOf(
  listen: Config['listen'],
  http: HttpServer,
): { url: string; localUrl: string; otherUrls: readonly string[] } {
  const { port } = http.server.address() as AddressInfo
  const address = publicAddress(listen.publicUrl)
  const { url: localUrl, others } = pageUrls(listen, port)
  return { url: address?.href ?? localUrl, localUrl, otherUrls: address ? [] : others }
}

/** The settings with the address of the start page, where only the machine knows it: `listen.acme.publicAddress`. */
export function withPublicUrl(config: Config, [address]: readonly string[]): Config {
  const { listen } = config
  if (listen.publicUrl !== undefined || !listen.acme.publicAddress || address === undefined) return config
  return { ...config, listen: { ...listen, publicUrl: addressOf(address, listen.port) } }
}

/** The media engine, which goes with the addresses of the machine, and its share of the port of the pages. */
export async function startMedia(
  { config, logger, loadSource }: AppOptions,
  addresses: AddressWatch,
): Promise<{ media: MediaEngine; front: Front | undefined }> {
  let front: Front | undefined
  const settings = {
    ...mediaSettings(
      config,
      () => addresses.current,
      () => front?.guestPort,
    ),
    isRelay: (protocol: 'udp' | 'tcp', address: string) => front?.isRelay(protocol, address) ?? false,
    assumedCpu: (worker: string) => loadSource?.workerCpu?.().get(worker),
  }
  let media: MediaEngine
  try {
    front = Front.create(config, { addresses: () => addresses.current, media: () => media, logger })
    media = await MediaEngine.start(settings, config.speakers.thresholdDbov, logger)
    return { media, front }
  } catch (error) {
    addresses.close()
    front?.close()
    throw error
  }
}

/** Who may open the page of the operator; undefined where there is none. */
export function createAdmin(
  { config: { admin, storage }, logger }: Pick<AppOptions, 'config' | 'logger'>,
  refusals: RefusalLog,
): { access: AdminAccess; token: AdminToken } | undefined {
  if (!admin.enabled) return undefined
  const token = new AdminToken(adminTokenFile(storage.file), logger)
  return { token, access: new AdminAccess({ token, sessionSeconds: admin.sessionHours * 3600, refusals }) }
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
    front: Front | undefined
    accounts: AddressAccounts
    rooms: RoomRegistry
    checks: Checks
    media: MediaEngine
    observer: RequestObserver
    refusals: RefusalLog
    logger: Logger
  },
): Gateway {
  const welcomed = welcome(config, parts.media.rtpCapabilities)
  const targetOf = createRequestTarget(config.listen.trustProxy)
  return new Gateway({
    httpServer: parts.http.server,
    rooms: parts.rooms,
    checks: parts.checks,
    welcome: (request) => {
      const relays = parts.front?.turnServersFor(targetOf(request)?.hostname) ?? []
      return relays.length === 0 ? welcomed : { ...welcomed, iceServers: [...welcomed.iceServers, ...relays] }
    },
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

/** What the process around the server asks of the parts, without knowing them. */
export function processView(
  store: ServerStore,
  media: MediaEngine,
): {
  ownsStorage: boolean
  snapshot: ServerStore['snapshot']
  isAnswering: () => Promise<boolean>
} {
  return {
    ownsStorage: store.lasting,
    snapshot: (file) => store.snapshot(file),
    isAnswering: () => media.isAnswering(),
  }
}
