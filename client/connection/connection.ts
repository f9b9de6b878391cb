import { io, type Socket } from 'socket.io-client'
import {
  ProtocolError,
  PROTOCOL_VERSION,
  type Ack,
  type ClientToServerEvents,
  type HandshakeAuth,
  type NotificationName,
  type NotificationParams,
  type RequestName,
  type RequestParams,
  type RequestReply,
  type ServerToClientEvents,
  type WireError,
} from '../../protocol/index.ts'
import { pageBase } from '../page-base.ts'
import { ATTEMPT_MOST_MS, FIRST_ATTEMPT_MS, probedTimeout, RECONNECT_TIMEOUT_MS } from './attempt-timeout.ts'
import { waitUntilReachable } from './reachability.ts'
import { isMisrouted, isPassing, readRefusal } from './refusal.ts'
import { RequestInterruptedError, RequestTimeoutError } from './request-errors.ts'
import { TransportChoice } from './transport-choice.ts'

/** What the server says first. */
export type Welcome = NotificationParams<'welcome'>

/**
 * Where a connection stands. `connected` is reached with the server's welcome,
 * so that whoever sees it may send requests. `refused` and `closed` are final;
 * a refusal that may pass is asked about again while `connecting`. `misrouted`: something
 * else answered in place of the server, so that no network of the person is to blame.
 */
export type ConnectionStatus =
  | { name: 'connecting'; unreachable: boolean; misrouted?: true; refusal?: WireError }
  | { name: 'connected'; welcome: Welcome }
  | { name: 'refused'; reason: WireError }
  | { name: 'closed' }

type NotificationListener<N extends NotificationName> = (params: NotificationParams<N>) => void

/** The signaling connection as the session uses it. */
export interface SignalingConnection {
  readonly status: ConnectionStatus
  /**
   * Asks the server.
   *
   * @throws {ProtocolError} the server refused
   * @throws {RequestInterruptedError} the connection ended before the answer
   * @throws {RequestTimeoutError} no answer came
   */
  request<N extends RequestName>(
    name: N,
    params: RequestParams<N>,
    options?: { timeoutMs?: number },
  ): Promise<RequestReply<N>>
  /** Hears a notification. Returns the end of the subscription. */
  on<N extends NotificationName>(name: N, listener: NotificationListener<N>): () => void
  /** Hears every change of the status. Returns the end of the subscription. */
  watchStatus(listener: (status: ConnectionStatus) => void): () => void
  /**
   * Drops the connection and opens a new one at once. To the server it looks like a
   * line that broke, not like somebody who goes away.
   */
  recycle(): void
  /** Ends it for good. */
  close(): void
}

const REQUEST_TIMEOUT_MS = 10_000
const RECONNECT_FIRST_MS = 250
const RECONNECT_MOST_MS = 500
/** A server that says "not now" is asked less often than one that is not there. */
const REFUSED_RETRY_MS = 1_000

type ClientSocket = Socket<ServerToClientEvents, ClientToServerEvents>

/**
 * Opens the signaling connection. It comes back by itself until it is closed or
 * refused.
 *
 * @param url - origin of the server; the page's own by default
 */
export function openConnection(url?: string): SignalingConnection {
  const auth: HandshakeAuth = { protocolVersion: PROTOCOL_VERSION }
  const options = {
    // Which of them an attempt uses is decided in `#connect`; it stays with that.
    transports: ['websocket', 'polling'],
    upgrade: false,
    path: `${pageBase()}socket.io/`,
    auth,
    autoConnect: false,
    forceNew: true,
    // When to try again is decided here, see `#retryLater`.
    reconnection: false,
    timeout: ATTEMPT_MOST_MS,
  }
  const socket: ClientSocket = url === undefined ? io(options) : io(url, options)
  return new SocketConnection(socket, url, new TransportChoice())
}

class SocketConnection implements SignalingConnection {
  readonly #socket: ClientSocket
  readonly #origin: string | undefined
  readonly #transport: TransportChoice
  readonly #statusListeners = new Set<(status: ConnectionStatus) => void>()
  #status: ConnectionStatus = { name: 'connecting', unreachable: false }
  #retryTimer: ReturnType<typeof setTimeout> | undefined
  /** Attempts since the last welcome that did not reach the server. */
  #failures = 0
  /** Whether the server answered a probe just before the attempt. */
  #isAnswered = false
  #isOver = false
  /** Ends the wait for a server that does not answer. */
  #wait = new AbortController()

  constructor(socket: ClientSocket, origin: string | undefined, transport: TransportChoice) {
    this.#socket = socket
    this.#transport = transport
    this.#origin = origin
    socket.on('welcome', (welcome) => {
      this.#failures = 0
      this.#transport.worked()
      this.#setStatus({ name: 'connected', welcome })
    })
    socket.on('disconnect', () => this.#disconnected())
    socket.on('connect_error', (error) => this.#failed(error))
    this.#connect(transport.isFirst ? FIRST_ATTEMPT_MS : ATTEMPT_MOST_MS)
  }

  get status(): ConnectionStatus {
    return this.#status
  }

  request<N extends RequestName>(
    name: N,
    params: RequestParams<N>,
    { timeoutMs = REQUEST_TIMEOUT_MS }: { timeoutMs?: number } = {},
  ): Promise<RequestReply<N>> {
    // Socket.IO would keep the message for the next connection, where it no
    // longer means anything: ids of transports and seats are other ones then.
    if (!this.#socket.connected) return Promise.reject(new RequestInterruptedError(name))
    return new Promise((resolve, reject) => {
      const answered = (error: Error | null, ack?: Ack<RequestReply<N>>): void => {
        if (ack?.ok) resolve(ack.data)
        else if (ack) reject(new ProtocolError(ack.error.code, ack.error.message))
        else if (error && this.#socket.connected) reject(new RequestTimeoutError(name))
        else reject(new RequestInterruptedError(name))
      }
      // The typed `emit` cannot follow a generic event name, the map above can.
      const emit = this.#socket.timeout(timeoutMs) as unknown as {
        emit(
          event: N,
          params: RequestParams<N>,
          answered: (error: Error | null, ack?: Ack<RequestReply<N>>) => void,
        ): void
      }
      emit.emit(name, params, answered)
    })
  }

  on<N extends NotificationName>(name: N, listener: NotificationListener<N>): () => void {
    const handler = listener as ServerToClientEvents[NotificationName]
    this.#socket.on(name, handler as never)
    return () => this.#socket.off(name, handler as never)
  }

  watchStatus(listener: (status: ConnectionStatus) => void): () => void {
    this.#statusListeners.add(listener)
    return () => this.#statusListeners.delete(listener)
  }

  recycle(): void {
    if (this.#isFinal()) return
    // Not `socket.disconnect()`, which says goodbye: the server would not wait for long.
    this.#socket.io._close()
    this.#failures = 0
    // The listener of `disconnect` may have planned an attempt for later.
    this.#stopWaiting()
    this.#connect(RECONNECT_TIMEOUT_MS)
  }

  close(): void {
    if (this.#status.name === 'closed') return
    this.#stopWaiting()
    this.#setStatus({ name: 'closed' })
    this.#socket.disconnect()
    this.#statusListeners.clear()
  }

  #disconnected(): void {
    // A polling request that is refused ends the connection too, and was reported before.
    if (this.#isFinal() || this.#isOver) return
    this.#setStatus({ name: 'connecting', unreachable: false })
    this.#retryLater(RECONNECT_FIRST_MS, () => this.#connect(RECONNECT_TIMEOUT_MS))
  }

  #failed(error: Error): void {
    if (this.#isFinal()) return
    const reason = readRefusal(error)
    this.#isOver = true
    if (!reason && this.#transport.failed(this.#isAnswered)) {
      this.#retryLater(0, () => this.#connect(ATTEMPT_MOST_MS))
    } else if (!reason) {
      this.#failures += 1
      const misrouted = isMisrouted(error) ? { misrouted: true as const } : {}
      this.#setStatus({ name: 'connecting', unreachable: true, ...misrouted })
      this.#retryLater(RECONNECT_MOST_MS, () => void this.#connectOnceReachable())
    } else if (isPassing(reason.code)) {
      this.#setStatus({ name: 'connecting', unreachable: false, refusal: reason })
      this.#retryLater(REFUSED_RETRY_MS, () => this.#connect(RECONNECT_TIMEOUT_MS))
    } else {
      this.#setStatus({ name: 'refused', reason })
      this.#socket.disconnect()
    }
  }

  #retryLater(delayMs: number, attempt: () => void): void {
    this.#stopWaiting()
    // Half to the whole delay, so that a crowd does not come back in one wave.
    this.#retryTimer = setTimeout(attempt, delayMs * (0.5 + Math.random() / 2))
  }

  async #connectOnceReachable(): Promise<void> {
    const { signal } = this.#wait
    const probeMs = await waitUntilReachable(this.#origin, signal)
    if (!signal.aborted) this.#connect(probedTimeout(probeMs, this.#failures), probeMs !== undefined)
  }

  #connect(timeoutMs: number, isAnswered = false): void {
    this.#isAnswered = isAnswered
    this.#isOver = false
    this.#socket.io.opts.transports = [this.#transport.current]
    this.#socket.io.timeout(timeoutMs)
    this.#socket.connect()
  }

  #stopWaiting(): void {
    clearTimeout(this.#retryTimer)
    this.#wait.abort()
    this.#wait = new AbortController()
  }

  #isFinal(): boolean {
    return this.#status.name === 'refused' || this.#status.name === 'closed'
  }

  #setStatus(status: ConnectionStatus): void {
    this.#status = status
    for (const listener of [...this.#statusListeners]) listener(status)
  }
}
