import type { EventEmitter } from 'node:events'
import type { Server as HttpServer } from 'node:http'
import { Server, type Socket } from 'socket.io'
import {
  SIGNALING_MESSAGE_MAX,
  type ClientToServerEvents,
  type NotificationParams,
  type ServerToClientEvents,
} from '../../protocol/index.ts'
import type { Logger } from '../observability/logger.ts'
import type { RoomRegistry } from '../rooms/room-registry.ts'
import { Dispatcher } from './dispatcher.ts'
import { handlers } from './handlers/table.ts'
import { connectError, handshakeRefusal, isAllowedOrigin } from './handshake.ts'
import { SignalingSession } from './session.ts'

export interface GatewayOptions {
  httpServer: HttpServer
  rooms: RoomRegistry
  welcome: NotificationParams<'welcome'>
  allowedOrigins: readonly string[]
  previewNames: boolean
  /** Requests per second of one connection, and at once after a pause. */
  rate: { perSecond: number; burst: number }
  logger: Logger
}

// A dead connection is noticed after interval plus timeout, in milliseconds.
const PING_INTERVAL_MS = 5000
const PING_TIMEOUT_MS = 10_000
// WebSocket close codes that a browser sends when it leaves the page, RFC 6455
// section 7.4.1: a broken line cannot send them.
const PAGE_GONE_CODES = new Set([1000, 1001])

type PlenarySocket = Socket<ClientToServerEvents, ServerToClientEvents>

/** The Socket.IO side of the server: connections in, requests to the rooms. */
export class Gateway {
  readonly #io: Server<ClientToServerEvents, ServerToClientEvents>
  readonly #options: GatewayOptions

  constructor(options: GatewayOptions) {
    this.#options = options
    this.#io = new Server(options.httpServer, {
      // Long polling would need sticky sessions at a proxy, and media needs a
      // modern network path anyway.
      transports: ['websocket'],
      serveClient: false,
      maxHttpBufferSize: SIGNALING_MESSAGE_MAX,
      perMessageDeflate: false,
      pingInterval: PING_INTERVAL_MS,
      pingTimeout: PING_TIMEOUT_MS,
      allowRequest: (request, done) => {
        const { origin, host } = request.headers
        const allowed = isAllowedOrigin(origin, host, options.allowedOrigins)
        if (!allowed) options.logger.warn({ origin, host }, 'origin refused; see listen.allowedOrigins')
        done(allowed ? null : 'origin_refused', allowed)
      },
    })
    this.#io.use((socket, next) => {
      const code = handshakeRefusal(socket.handshake.auth)
      if (code) next(connectError(code))
      else next()
    })
    this.#io.on('connection', (socket) => this.#accept(socket))
  }

  /** Open connections. */
  get connections(): number {
    return this.#io.engine.clientsCount
  }

  /** Ends every connection. The HTTP server is left to its owner. */
  close(): void {
    this.#io.disconnectSockets(true)
    this.#io.engine.close()
  }

  #accept(socket: PlenarySocket): void {
    const { rooms, welcome, previewNames, rate, logger } = this.#options
    const session = new SignalingSession((name, params) => {
      ;(socket.emit as (name: string, params: unknown) => void)(name, params)
    })
    const dispatcher = new Dispatcher({
      handlers,
      context: { session, rooms, previewNames },
      logger: logger.child({ connection: socket.id }),
      rate,
    })
    socket.onAny((name: string, ...args: unknown[]) => dispatcher.receive(name, args))
    const saidGoodbye = watchGoodbye(socket)
    socket.on('disconnect', (reason) => {
      session.close({ pageClosed: saidGoodbye() || reason === 'client namespace disconnect' })
    })
    socket.emit('welcome', welcome)
  }
}

/**
 * Watches for the browser's own goodbye. Engine.IO drops the close code of the
 * WebSocket, so it is read at the WebSocket, before Engine.IO hears of the end.
 *
 * @returns whether the browser has said goodbye
 */
function watchGoodbye(socket: PlenarySocket): () => boolean {
  let goodbye = false
  const { socket: webSocket } = socket.conn.transport as unknown as { socket?: EventEmitter }
  webSocket?.prependOnceListener('close', (code: unknown) => {
    goodbye = typeof code === 'number' && PAGE_GONE_CODES.has(code)
  })
  return () => goodbye
}
