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
import type { Checks } from '../checks/checks.ts'
import type { AddressAccounts } from '../limits/address-accounts.ts'
import type { ConnectionRates } from '../limits/connection-usage.ts'
import type { Logger } from '../observability/logger.ts'
import type { RefusalLog } from '../observability/refusal-log.ts'
import type { Grant } from '../rooms/ports/access.ts'
import type { RoomRegistry } from '../rooms/room-registry.ts'
import { Dispatcher } from './dispatcher.ts'
import { FrozenEncoder } from './frozen-encoder.ts'
import { handlers } from './handlers/table.ts'
import { watchGoodbye } from './goodbye.ts'
import { connectError, handshakeRefusal } from './handshake.ts'
import { HandshakeWatch } from './handshake-watch.ts'
import { PollingGuard } from './polling-guard.ts'
import type { RequestObserver } from './request-observer.ts'
import { RequestTurns } from './request-turns.ts'
import { SignalingSession } from './session.ts'
import { SocketGuard, type GuardedSocket } from './socket-guard.ts'
import { UnreadWatch } from './unread-watch.ts'
import { WireMeter, type WireBytes } from './wire-bytes.ts'

/** What signaling works with. */
export interface GatewayOptions {
  httpServer: HttpServer
  rooms: RoomRegistry
  /** Where guests' own checks begin. */
  checks: Checks
  /** What a connection is told first. */
  welcome: (request: IncomingMessage) => NotificationParams<'welcome'>
  /** Why a request may not come in, by its host and its origin. */
  refusalOf: (request: IncomingMessage) => ErrorCode | undefined
  /** Who is signed in by what a handshake shows; null for a guest. */
  accountOf: (request: IncomingMessage) => Grant | null
  previewNames: boolean
  /** Where mistakes of a proxy in front are told. */
  refusals: RefusalLog
  /** Address of the person behind a request. */
  clientAddress: (request: IncomingMessage) => string
  /** What each address has and may have. */
  accounts: AddressAccounts
  /** What one connection may send before it is ended. */
  connectionRates: ConnectionRates
  /** Requests per second of one connection, and at once after a pause. */
  rate: { perSecond: number; burst: number }
  /** Is told of requests and refusals. */
  observer: RequestObserver
  logger: Logger
}

// A dead connection is noticed after interval plus timeout, in milliseconds.
const PING_INTERVAL_MS = 5000
const PING_TIMEOUT_MS = 10_000

/** For whoever is told why and reads it. */
const LAST_WORDS_MS = 500
// The library waits 45 s for a client that says nothing.
const CONNECT_TIMEOUT_MS = 5000

type PlenarySocket = Socket<ClientToServerEvents, ServerToClientEvents>

/** The Socket.IO side of the server: connections in, requests to the rooms. */
export class Gateway {
  readonly #io: Server<ClientToServerEvents, ServerToClientEvents>
  readonly #options: GatewayOptions
  readonly #unread: UnreadWatch
  readonly #guard: SocketGuard
  readonly #wireMeter = new WireMeter()
  readonly #polling: PollingGuard
  readonly #admitted = new WeakSet<object>()
  readonly #turns = new RequestTurns()
  #drainDeadline: number | undefined
  #closeAdmin = (): void => undefined

  constructor(options: GatewayOptions) {
    this.#options = options
    this.#guard = new SocketGuard({ ...options, rates: options.connectionRates })
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
      connectTimeout: CONNECT_TIMEOUT_MS,
      // The guard ends what asks for other addresses, and at once.
      destroyUpgrade: false,
      allowRequest: (request, done) => {
        const code = this.#guard.refusal(request)
        done(code ?? null, code === undefined)
      },
    })
    this.#guard.attach()
    this.#polling = new PollingGuard(this.#io.engine, { guard: this.#guard, wireMeter: this.#wireMeter })
    new HandshakeWatch(options).attach(this.#io.engine)
    this.#io.use((socket, next) => {
      const code = handshakeRefusal(socket.handshake.auth) ?? this.#admit(socket)
      if (code) {
        options.observer.connectionRefused(code)
        next(connectError(code))
        closeSoon(socket)
      } else {
        next()
      }
    })
    this.#io.engine.on('connection', (connection: PlenarySocket['conn']) => {
      if (connection.transport.name === 'websocket') this.#wireMeter.watch(connection.request.socket)
      // A client that does not answer the closing handshake would stay for half a minute.
      connection.once('close', () => {
        setTimeout(() => this.#guard.find(connection.request)?.terminate(), LAST_WORDS_MS).unref()
      })
    })
    this.#io.on('connection', (socket) => this.#accept(socket))
    this.#unread = new UnreadWatch(this.#io, this.#polling, options.refusals)
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

  /** Sends something to everybody in a room; it is encoded once. */
  broadcast<N extends 'room:changed' | 'room:state'>(
    room: string,
    name: N,
    params: NotificationParams<N>,
  ): void {
    this.#io.to(room).emit(name, ...([params] as Parameters<ServerToClientEvents[N]>))
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

  /**
   * Tells operators figures of the connections, as Socket.IO's Admin UI shows them. It is loaded only here.
   *
   * @param isOperator - whether whoever sent a request is signed in at `/admin`
   */
  async openAdmin(isOperator: (request: IncomingMessage) => boolean): Promise<void> {
    const { openAdminNamespace } = await import('./admin-namespace.ts')
    this.#closeAdmin = openAdminNamespace(this.#io, isOperator)
  }

  /** Ends every connection. The HTTP server is left to its owner. */
  close(): void {
    this.#unread.close()
    this.#closeAdmin()
    this.#io.disconnectSockets(true)
    this.#io.engine.close()
    this.#guard.close()
  }

  /** Lets a connection in, as one more of its address; the reason to refuse it, if any. */
  #admit(socket: PlenarySocket): ErrorCode | undefined {
    // Several requests to connect may come in one read, and each would hold a session of its own.
    if (this.#admitted.has(socket.conn)) return 'bad_request'
    this.#admitted.add(socket.conn)
    const release = this.#guardedOf(socket).account.hold('sessions')
    if (!release) return 'too_many_connections'
    socket.conn.once('close', release)
    return undefined
  }

  /** Every socket comes through the guard, or it is none of ours. */
  #guardedOf(socket: PlenarySocket): GuardedSocket {
    const guarded = this.#guard.find(socket.request)
    if (!guarded) throw new Error('A signaling socket passed its guard.')
    return guarded
  }

  #accept(socket: PlenarySocket): void {
    const { rooms, checks, welcome, previewNames, accountOf, rate, observer, logger } = this.#options
    const guarded = this.#guardedOf(socket)
    const session = new SignalingSession({
      usage: guarded.usage,
      // Asked for anew each time: whoever signs out, or whose session ends, is a guest from then on.
      get account() {
        return accountOf(socket.request)
      },
      send: (name, params) => {
        ;(socket.emit as (name: string, params: unknown) => void)(name, params)
      },
      follow: (room) => {
        guarded.seated()
        void socket.join(room)
      },
      unfollow: (room) => void socket.leave(room),
    })
    const dispatcher = new Dispatcher({
      handlers,
      context: { session, rooms, checks, previewNames },
      logger: logger.child({ connection: socket.id }),
      observer,
      rate,
      turn: () => this.#turns.take(guarded.account),
    })
    socket.onAny((name: string, ...args: unknown[]) => dispatcher.receive(name, args))
    const saidGoodbye = watchGoodbye(socket)
    socket.on('disconnect', (reason) => {
      session.close({ pageClosed: saidGoodbye() || reason === 'client namespace disconnect' })
      closeSoon(socket)
    })
    logger.debug({ connection: socket.id, transport: socket.conn.transport.name }, 'connected')
    socket.emit('welcome', welcome(socket.request))
    if (this.#drainDeadline !== undefined) {
      socket.emit('server:draining', { seconds: secondsUntil(this.#drainDeadline) })
    }
  }
}

/** Nothing more is expected of a connection, which would stay open for ever if its client likes. */
function closeSoon({ conn }: PlenarySocket): void {
  setTimeout(() => conn.close(), LAST_WORDS_MS).unref()
}

function secondsUntil(deadline: number): number {
  return Math.max(0, Math.round((deadline - performance.now()) / 1000))
}
