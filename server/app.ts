import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { PROTOCOL_VERSION, type NotificationParams } from '../protocol/index.ts'
import { announceCandidates, bindHost, mediaAddresses, pageUrls } from './config/addresses.ts'
import type { Config } from './config/schema.ts'
import { workerCount } from './config/workers.ts'
import { createGauges } from './gauges.ts'
import { createClientAddress } from './http/client-address.ts'
import { createHttpServer, type HttpServer } from './http/server.ts'
import { MediaEngine } from './media/media-engine.ts'
import type { MediaSettings } from './media/settings.ts'
import type { Logger } from './observability/logger.ts'
import { LoadMonitor } from './rooms/load-monitor.ts'
import { RoomRegistry } from './rooms/room-registry.ts'
import type { RoomSettings } from './rooms/room-settings.ts'
import { Gateway } from './signaling/gateway.ts'
import { PRODUCT_NAME, VERSION } from './version.ts'

/** A running server. */
export interface App {
  /** The URL to open on this machine. */
  readonly url: string
  /** Further URLs, for other machines. */
  readonly otherUrls: readonly string[]
  /** Process ids of the media workers. */
  readonly workerPids: readonly number[]
  /** Ends all meetings and stops listening. May be called more than once. */
  close(): Promise<void>
}

export interface AppOptions {
  config: Config
  logger: Logger
  /** Folder of the built client; `client/dist` unless a test says otherwise. */
  clientDir?: string
}

// How long a highlight stays after the last audible quarter of a second, and how
// long somebody speaks before taking the floor from another.
const SPEAKING_RELEASE_MS = 600
const SPEAKER_TAKEOVER_MS = 750

/**
 * Builds the whole server from its configuration and starts it.
 *
 * @returns once pages are served and rooms can be joined
 * @throws {Error} with a sentence that says what to do, when a port, a
 *   certificate or a media worker fails; what was started is stopped again
 */
export async function createApp({ config, logger, clientDir }: AppOptions): Promise<App> {
  let state: 'starting' | 'ready' | 'draining' = 'starting'
  const media = await MediaEngine.start(mediaSettings(config), config.speakers.thresholdDbov, logger)
  const rooms = new RoomRegistry({
    mediaPort: media,
    settings: roomSettings(config),
    maxRooms: config.rooms.maxRooms,
    maxParticipants: config.limits.maxParticipants,
    broadcast: (room, change) => gateway.broadcast(room, change),
    logger,
  })
  const load = new LoadMonitor({
    workerCpu: () => media.busiest,
    changed: (level) => {
      rooms.setLoad(level)
      gateway.announceLoad(level)
    },
    logger,
  })
  let http: HttpServer
  try {
    http = await createHttpServer({
      config,
      logger,
      readiness: () => state,
      clientDir: clientDir ?? fileURLToPath(new URL('../client/dist', import.meta.url)),
      gauges: createGauges({ rooms, media, load }),
    })
  } catch (error) {
    load.close()
    media.close()
    throw error
  }
  const gateway = new Gateway({
    httpServer: http.server,
    rooms,
    welcome: welcome(config, media),
    allowedOrigins: config.listen.allowedOrigins,
    previewNames: config.rooms.previewNames,
    clientAddress: createClientAddress(config.listen.trustProxy),
    connectionsPerAddress: config.limits.connectionsPerAddress,
    rate: { perSecond: config.limits.requestsPerSecond, burst: config.limits.requestBurst },
    logger,
  })
  const close = async (): Promise<void> => {
    state = 'draining'
    load.close()
    rooms.close()
    gateway.close()
    await http.close()
    media.close()
  }
  try {
    await http.listen({ host: bindHost(config.listen.host), port: config.listen.port })
  } catch (error) {
    await close()
    throw error
  }
  state = 'ready'
  const { port } = http.server.address() as AddressInfo
  const { url, others } = pageUrls(config.listen, port)
  return {
    url,
    otherUrls: others,
    get workerPids() {
      return media.workers.map(({ pid }) => pid)
    },
    close,
  }
}

function mediaSettings({ listen, media }: Config): MediaSettings {
  const addresses = mediaAddresses(listen)
  return {
    workers: workerCount(media.workers),
    bind: addresses.bind,
    port: media.port,
    announce: (candidates) => announceCandidates(candidates, addresses),
    socketBufferBytes: media.socketBufferBytes,
    initialOutgoingBitrate: media.initialOutgoingBitrate,
    maxIncomingBitrate: media.maxIncomingBitrate,
    logLevel: media.logLevel,
  }
}

function roomSettings({ rooms, audio, chat, speakers, video }: Config): RoomSettings {
  return {
    maxParticipants: rooms.maxParticipants,
    resumeGraceMs: rooms.resumeGraceSeconds * 1000,
    pageCloseGraceMs: rooms.pageCloseGraceSeconds * 1000,
    chat: {
      historyMessages: chat.historyMessages,
      // JavaScript keeps text in units of two bytes.
      historyCharacters: Math.floor(chat.historyBytes / 2),
      messagesPerSecond: chat.messagesPerSecond,
      burst: chat.burst,
    },
    speakers: {
      thresholdDbov: speakers.thresholdDbov,
      dominantHoldMs: speakers.dominantHoldMs,
      releaseMs: SPEAKING_RELEASE_MS,
      takeoverMs: SPEAKER_TAKEOVER_MS,
    },
    forwarding: { audio, view: { maxTiles: video.maxTiles }, policy: rooms.policy },
  }
}

function welcome({ media: settings }: Config, media: MediaEngine): NotificationParams<'welcome'> {
  return {
    protocolVersion: PROTOCOL_VERSION,
    server: { name: PRODUCT_NAME, version: VERSION },
    rtpCapabilities: media.rtpCapabilities,
    bitrates: settings.bitrates,
    iceServers: settings.iceServers,
  }
}
