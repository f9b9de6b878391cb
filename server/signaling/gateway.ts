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
import type { RoomRegistry } from '../rooms/room-registry.ts'
import { Dispatcher } from './dispatcher.ts'
import { FrozenEncoder } from './frozen-encoder.ts'
import { handlers } from './handlers/table.ts'
import { connectError, handshakeRefusal } from './handshake.ts'
import type { RequestObserver } from './request-observer.ts'
import { SignalingSession } from './session.ts'
import { WireMeter, type WireBytes } from './wire-bytes.ts'

/** What signaling works with. */
export interface GatewayOptions {
  httpServer: HttpServer
  rooms: RoomRegistry
  welcome: NotificationParams<'welcome'>
  /** Whether a request may open a connection: by its host and its origin. */
  admits: (request: IncomingMessage) => boolean
  previewNames: boolean
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
// WebSocket close codes that a browser sends when it leaves the page, RFC 6455
// section 7.4.1: a broken line cannot send them.
const PAGE_GONE_CODES = new Set<unknown>([1000, 1001])

// What may wait for one connection, and how often that is looked at. A list of a
// thousand participants is 200 kB.
const UNREAD_MAX_BYTES = 4 * 1024 * 1024
const UNREAD_INTERVAL_MS = 1000

// In the range that RFC 6455, section 7.4.2, leaves to applications.
const UNREAD_CLOSE_CODE = 4008
const UNREAD_LAST_WORDS_MS = 500

/** The part of a WebSocket of the library `ws` that is used here. */
interface UnreadSocket {
  close?(code: number, reason: string): void
  terminate?(): void
}

type PlenarySocket = Socket<ClientToServerEvents, ServerToClientEvents>

/** The Socket.IO side of the server: connections in, requests to the rooms. */
export class Gateway {
  readonly #io: Server<ClientToServerEvents, ServerToClientEvents>
  readonly #options: GatewayOptions
  readonly #unreadTimer: NodeJS.Timeout
  readonly #addresses = new Map<string, number>()
  readonly #wireMeter = new WireMeter()
  #drainDeadline: number | undefined

  constructor(options: GatewayOptions) {
    this.#options = options
    this.#io = new Server(options.httpServer, {
      // Long polling would need sticky sessions at a proxy, and media needs a
      // modern network path anyway.
      transports: ['websocket'],
      serveClient: false,
      parser: { Encoder: FrozenEncoder, Decoder },
      maxHttpBufferSize: SIGNALING_MESSAGE_MAX,
      perMessageDeflate: false,
      pingInterval: PING_INTERVAL_MS,
      pingTimeout: PING_TIMEOUT_MS,
      allowRequest: (request, done) => {
        const allowed = options.admits(request)
        if (!allowed) options.observer.connectionRefused('origin_refused')
        done(allowed ? null : 'origin_refused', allowed)
      },
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
    this.#io.engine.on('connection', ({ request }: { request: IncomingMessage }) => {
      this.#wireMeter.watch(request.socket)
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
      const waiting = unreadBytes(socket)
      if (waiting <= UNREAD_MAX_BYTES) continue
      this.#options.logger.warn({ connection: socket.id, waiting }, 'a connection does not read; it is ended')
      endUnread(socket)
    }
  }

  /** Open connections. */
  get connections(): number {
    return this.#io.engine.clientsCount
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
    const address = clientAddress(socket.request)
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
    socket.emit('welcome', welcome)
    if (this.#drainDeadline !== undefined) {
      socket.emit('server:draining', { seconds: secondsUntil(this.#drainDeadline) })
    }
  }
}

/** Bytes that wait for a connection above the buffers of the system. */
function unreadBytes(socket: PlenarySocket): number {
  const { writeBuffer, transport } = socket.conn as unknown as {
    writeBuffer: { data?: unknown }[]
    transport: { socket?: { bufferedAmount?: number } }
  }
  const packets = writeBuffer.reduce((sum, { data }) => sum + (typeof data === 'string' ? data.length : 0), 0)
  return packets + (transport.socket?.bufferedAmount ?? 0)
}

/** Says why, for whoever still reads, and lets go of what waits soon afterwards. */
function endUnread(socket: PlenarySocket): void {
  const { socket: webSocket } = socket.conn.transport as unknown as { socket?: UnreadSocket }
  webSocket?.close?.(UNREAD_CLOSE_CODE, 'reads_too_slowly' satisfies ErrorCode)
  setTimeout(() => {
    webSocket?.terminate?.()
    socket.disconnect(true)
  }, UNREAD_LAST_WORDS_MS).unref()
}

function secondsUntil(deadline: number): number {
  return Math.max(0, Math.round((deadline - performance.now()) / 1000))
}

/**
 * Watches for the browser's own goodbye. Engine.IO drops the close code of the
 * WebSocket, and when a message is sent after the goodbye it reports an error
 * instead of the end, before the WebSocket says `close`. So the code is read
 * where the WebSocket keeps it from the moment in which it arrives.
 *
 * @returns whether the browser has said goodbye
 */
function watchGoodbye(socket: PlenarySocket): () => boolean {
  const { socket: webSocket } = socket.conn.transport as unknown as { socket?: { _closeCode?: unknown } }
  return () => PAGE_GONE_CODES.has(webSocket?._closeCode)
}
