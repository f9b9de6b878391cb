import type { Server as HttpServer, IncomingMessage } from 'node:http'
import { Server, type Socket } from 'socket.io'
import { Decoder } from 'socket.io-parser'
import {
  SIGNALING_MESSAGE_MAX,
  type ClientToServerEvents,
  type ErrorCode,
  type NotificationParams,
  type ServerToClientEvents,
} from '../../protocol/index.ts'
import type { Logger } from '../observability/logger.ts'
import type { ProxyAdvice } from '../observability/proxy-advice.ts'
import type { RoomRegistry } from '../rooms/room-registry.ts'
import { Dispatcher } from './dispatcher.ts'
import { FrozenEncoder } from './frozen-encoder.ts'
import { handlers } from './handlers/table.ts'
import { watchGoodbye } from './goodbye.ts'
import { connectError, handshakeRefusal, isAllowedPage } from './handshake.ts'
import { HandshakeWatch } from './handshake-watch.ts'
import { PollingGuard } from './polling-guard.ts'
import type { RequestObserver } from './request-observer.ts'
import { SignalingSession } from './session.ts'
import { endUnread, unreadBytes } from './unread.ts'
import { WireMeter, type WireBytes } from './wire-bytes.ts'

/** What signaling works with. */
export interface GatewayOptions {
  httpServer: HttpServer
  rooms: RoomRegistry
  welcome: NotificationParams<'welcome'>
  allowedOrigins: readonly string[]
  previewNames: boolean
  /** Is told of mistakes of the proxy in front. */
  advice: ProxyAdvice
  /** Address of the person behind a request. */
  clientAddress: (request: IncomingMessage) => string
  /** Most connections from one address. */
  connectionsPerAddress: number
  /** Requests per second of one connection, and at once after a pause. */
  rate: { perSecond: number; burst: number }
  /** Is told of requests and refusals. */
  observer: RequestObserver
  logger: Logger
}

// A dead connection is noticed after interval plus timeout, in milliseconds.
const PING_INTERVAL_MS = 5000
const PING_TIMEOUT_MS = 10_000

// What may wait for one connection, and how often that is looked at. A list of a
// thousand participants is 200 kB.
const UNREAD_MAX_BYTES = 4 * 1024 * 1024
const UNREAD_INTERVAL_MS = 1000

interface EngineSession {
  request: IncomingMessage
  transport: { name: string }
}

type PlenarySocket = Socket<ClientToServerEvents, ServerToClientEvents>

/** The Socket.IO side of the server: connections in, requests to the rooms. */
export class Gateway {
  readonly #io: Server<ClientToServerEvents, ServerToClientEvents>
  readonly #options: GatewayOptions
  readonly #unreadTimer: NodeJS.Timeout
  readonly #addresses = new Map<string, number>()
  readonly #wireMeter = new WireMeter()
  readonly #polling: PollingGuard
  #drainDeadline: number | undefined

  constructor(options: GatewayOptions) {
    this.#options = options
    const isAllowed = (request: IncomingMessage): boolean =>
      isAllowedPage(request.headers, options.allowedOrigins)
    this.#io = new Server(options.httpServer, {
      // Some proxies and networks let no WebSocket pass. A client stays with what it began.
      transports: ['websocket', 'polling'],
      allowUpgrades: false,
      httpCompression: false,
      serveClient: false,
      parser: { Encoder: FrozenEncoder, Decoder },
      maxHttpBufferSize: SIGNALING_MESSAGE_MAX,
      perMessageDeflate: false,
      pingInterval: PING_INTERVAL_MS,
      pingTimeout: PING_TIMEOUT_MS,
      allowRequest: (request, done) => {
        const code = isAllowed(request) ? this.#polling.refusal(request) : 'origin_refused'
        if (code) refused(code, request)
        done(code ?? null, code === undefined)
      },
    })
    const watch = new HandshakeWatch(this.#io.engine, options)
    const refused = (code: ErrorCode, request: IncomingMessage): void => {
      options.observer.connectionRefused(code)
      if (code === 'origin_refused') watch.originRefused(request)
    }
    this.#polling = new PollingGuard(this.#io.engine, {
      isAllowed,
      clientAddress: options.clientAddress,
      sessionsPerAddress: options.connectionsPerAddress,
      wireMeter: this.#wireMeter,
      refused,
    })
    this.#io.use((socket, next) => {
      const code = handshakeRefusal(socket.handshake.auth) ?? this.#count(socket)
      if (code) {
        options.observer.connectionRefused(code)
        next(connectError(code))
      } else {
        next()
      }
    })
    this.#io.engine.on('connection', ({ request, transport }: EngineSession) => {
      if (transport.name === 'websocket') this.#wireMeter.watch(request.socket)
    })
    this.#io.on('connection', (socket) => this.#accept(socket))
    this.#unreadTimer = setInterval(() => this.#dropUnread(), UNREAD_INTERVAL_MS)
    this.#unreadTimer.unref()
  }

  /**
   * Ends connections that do not read: what is sent to them stays in the memory of
   * the server. A client that answers pings and reads nothing would last for ever.
   */
  #dropUnread(): void {
    for (const socket of this.#io.sockets.sockets.values()) {
      const waiting = unreadBytes(socket) + this.#polling.unreadBytes(idOf(socket))
      if (waiting <= UNREAD_MAX_BYTES) continue
      this.#options.logger.warn({ connection: socket.id, waiting }, 'a connection does not read; it is ended')
      endUnread(socket)
      this.#polling.cut(idOf(socket))
    }
  }

  /** Open connections. */
  get connections(): number {
    return this.#io.engine.clientsCount
  }

  /** Open connections by what carries them. */
  get connectionsByTransport(): Readonly<Record<'websocket' | 'polling', number>> {
    const polling = this.#polling.sessions
    return { websocket: this.connections - polling, polling }
  }

  /** Bytes of all connections since the start. */
  get wireBytes(): WireBytes {
    return this.#wireMeter.total
  }

  /** Sends a change to everybody in a room; it is encoded once. */
  broadcast(room: string, change: NotificationParams<'room:changed'>): void {
    this.#io.to(room).emit('room:changed', change)
  }

  /**
   * Tells everybody, and whoever comes from now on, that the server stops.
   *
   * @param deadline - when it stops at the latest, by `performance.now()`
   */
  announceDrain(deadline: number): void {
    this.#drainDeadline = deadline
    this.#io.emit('server:draining', { seconds: secondsUntil(deadline) })
  }

  /** Ends every connection. The HTTP server is left to its owner. */
  close(): void {
    clearInterval(this.#unreadTimer)
    this.#io.disconnectSockets(true)
    this.#io.engine.close()
  }

  /** Counts a connection in, and out again when it ends; the reason to refuse it, if any. */
  #count(socket: PlenarySocket): ErrorCode | undefined {
    const { clientAddress, connectionsPerAddress } = this.#options
    const address = this.#polling.addressOf(idOf(socket)) ?? clientAddress(socket.request)
    const others = this.#addresses.get(address) ?? 0
    if (others >= connectionsPerAddress) return 'too_many_connections'
    this.#addresses.set(address, others + 1)
    socket.conn.once('close', () => {
      const left = (this.#addresses.get(address) ?? 1) - 1
      if (left > 0) this.#addresses.set(address, left)
      else this.#addresses.delete(address)
    })
    return undefined
  }

  #accept(socket: PlenarySocket): void {
    const { rooms, welcome, previewNames, rate, observer, logger } = this.#options
    const session = new SignalingSession({
      send: (name, params) => {
        ;(socket.emit as (name: string, params: unknown) => void)(name, params)
      },
      follow: (room) => void socket.join(room),
      unfollow: (room) => void socket.leave(room),
    })
    const dispatcher = new Dispatcher({
      handlers,
      context: { session, rooms, previewNames },
      logger: logger.child({ connection: socket.id }),
      observer,
      rate,
    })
    socket.onAny((name: string, ...args: unknown[]) => dispatcher.receive(name, args))
    const saidGoodbye = watchGoodbye(socket)
    socket.on('disconnect', (reason) => {
      session.close({ pageClosed: saidGoodbye() || reason === 'client namespace disconnect' })
    })
    logger.debug({ connection: socket.id, transport: socket.conn.transport.name }, 'connected')
    socket.emit('welcome', welcome)
    if (this.#drainDeadline !== undefined) {
      socket.emit('server:draining', { seconds: secondsUntil(this.#drainDeadline) })
    }
  }
}

/** Id of the Engine.IO session below a connection. */
function idOf(socket: PlenarySocket): string {
  return (socket.conn as unknown as { id: string }).id
}

function secondsUntil(deadline: number): number {
  return Math.max(0, Math.round((deadline - performance.now()) / 1000))
}
