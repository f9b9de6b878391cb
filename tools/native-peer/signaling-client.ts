import { io, type Socket } from 'socket.io-client'
import {
  ProtocolError,
  PROTOCOL_VERSION,
  type Ack,
  type ErrorCode,
  type NotificationName,
  type NotificationParams,
  type RequestName,
  type RequestParams,
  type RequestReply,
} from '../../protocol/index.ts'
import { waitFor } from '../harness/wait-for.ts'

/** How a connection is made. */
export interface SignalingOptions {
  /** What goes into the handshake; the right version by default. */
  auth?: Record<string, unknown>
  /** Origin header. None by default, as programs that are no browsers. */
  origin?: string
  /** Cookie header. None by default. */
  cookie?: string
  /** What carries the connection. Default `websocket`. */
  transport?: 'websocket' | 'polling'
  /** Address that a trusted proxy would say it comes from. None by default. */
  forwardedFor?: string
  /** Address of this machine that it comes from, over a WebSocket. The one that the system picks by default. */
  localAddress?: string
  /** Accepts the server's own certificate. Default false. */
  insecureTls?: boolean
  /** Longest wait for an answer in milliseconds. Default 10,000. */
  timeout?: number
}

/** The WebSocket that carries a connection, as the `ws` package has it. */
interface RawWebSocket {
  pause(): void
  terminate(): void
  close(code: number): void
}

/** What travelled over a connection: Engine.IO messages before any compression. */
export interface SignalingTraffic {
  sentBytes: number
  receivedBytes: number
  sentMessages: number
  receivedMessages: number
}

interface RawEngine {
  on(event: 'packet' | 'packetCreate', listener: (packet: { data?: unknown }) => void): void
}

// Socket.IO's types allow no messages that the protocol does not have, and tests send such.
interface UntypedSocket {
  emit(event: string, ...args: unknown[]): void
  on(event: string, listener: (params: never) => void): void
  off(event: string, listener: (params: never) => void): void
}

/**
 * One signaling connection, typed by the protocol. It does not come back by
 * itself: whoever wants that connects anew.
 */
export class SignalingClient {
  readonly welcome: NotificationParams<'welcome'>
  readonly #socket: Socket
  readonly #timeout: number
  readonly #traffic: SignalingTraffic

  private constructor(
    socket: Socket,
    welcome: NotificationParams<'welcome'>,
    options: { timeout: number; traffic: SignalingTraffic },
  ) {
    this.#socket = socket
    this.welcome = welcome
    this.#timeout = options.timeout
    this.#traffic = options.traffic
  }

  /**
   * Connects and waits for the server's welcome.
   *
   * @param url - of the start page
   * @throws {ProtocolError} when the server refuses with a code
   * @throws {Error} when it refuses or fails in another way
   */
  static async connect(url: string, options: SignalingOptions = {}): Promise<SignalingClient> {
    const { origin, pathname } = new URL(url)
    const socket = io(origin, {
      path: `${pathname.replace(/\/$/, '')}/socket.io/`,
      transports: [options.transport ?? 'websocket'],
      upgrade: false,
      forceNew: true,
      reconnection: false,
      auth: options.auth ?? { protocolVersion: PROTOCOL_VERSION },
      ...(options.localAddress === undefined ? {} : { localAddress: options.localAddress }),
      ...(options.insecureTls ? { rejectUnauthorized: false } : {}),
      extraHeaders: {
        ...(options.origin === undefined ? {} : { origin: options.origin }),
        ...(options.cookie === undefined ? {} : { cookie: options.cookie }),
        ...(options.forwardedFor === undefined ? {} : { 'x-forwarded-for': options.forwardedFor }),
      },
    })
    const traffic = countTraffic(socket)
    const timeout = options.timeout ?? 10_000
    try {
      const welcome = await waitFor(`the welcome of ${url}`, welcomeOf(socket), { timeoutMs: timeout })
      return new SignalingClient(socket, welcome, { timeout, traffic })
    } catch (error) {
      socket.disconnect()
      throw error
    }
  }

  get connected(): boolean {
    return this.#socket.connected
  }

  /** What travelled so far, handshake and pings included. */
  get traffic(): SignalingTraffic {
    return { ...this.#traffic }
  }

  /**
   * Makes a request.
   *
   * @throws {ProtocolError} when the server refuses
   * @throws {Error} when it does not answer
   */
  async request<N extends RequestName>(name: N, params: RequestParams<N>): Promise<RequestReply<N>> {
    const ack = await this.ask(name, params)
    if (ack.ok) return ack.data as RequestReply<N>
    throw new ProtocolError(ack.error.code, ack.error.message)
  }

  /** Sends any event with any arguments, and waits for the answer whatever it is. */
  async ask(event: string, ...args: unknown[]): Promise<Ack<unknown>> {
    const answer = new Promise<Ack<unknown>>((resolve, reject) => {
      const disconnected = (): void => reject(new Error(`The connection ended during ${event}.`))
      this.#socket.once('disconnect', disconnected)
      this.emit(event, ...args, (ack: Ack<unknown>) => {
        this.#socket.off('disconnect', disconnected)
        resolve(ack)
      })
    })
    return await waitFor(`the answer of the server to ${event}`, answer, { timeoutMs: this.#timeout })
  }

  /** Sends any event, without a way to answer unless the last argument is one. */
  emit(event: string, ...args: unknown[]): void {
    ;(this.#socket as UntypedSocket).emit(event, ...args)
  }

  /** Hears a notification. Returns the end of the subscription. */
  on<N extends NotificationName>(name: N, listener: (params: NotificationParams<N>) => void): () => void {
    const socket = this.#socket as UntypedSocket
    socket.on(name, listener)
    return () => socket.off(name, listener)
  }

  /** Collects all notifications of a name from now on, in a list that grows. */
  collect<N extends NotificationName>(name: N): readonly NotificationParams<N>[] {
    const collected: NotificationParams<N>[] = []
    this.on(name, (params) => collected.push(params))
    return collected
  }

  /** Hears when the connection is gone, with Socket.IO's reason. */
  onDisconnected(listener: (reason: string) => void): void {
    this.#socket.once('disconnect', listener)
  }

  /** Fulfilled with Socket.IO's reason when the connection is gone. */
  async disconnected(): Promise<string> {
    if (!this.#socket.connected) return 'already'
    const gone = new Promise<string>((resolve) => this.#socket.once('disconnect', resolve))
    return await waitFor('the end of the connection', gone)
  }

  /** Drops the connection without a goodbye, as a failing network does. */
  breakLine(): void {
    const { engine } = this.#socket.io
    const { ws } = engine.transport as unknown as { ws?: RawWebSocket }
    if (ws) ws.terminate()
    else engine.close()
  }

  /** Reads nothing more, and stays connected. */
  stopReading(): void {
    this.#webSocket().pause()
  }

  /** Closes the WebSocket as a browser does whose page is closed or reloaded (code 1001). */
  closePage(): void {
    this.#webSocket().close(1001)
  }

  /** Disconnects in order. */
  close(): void {
    this.#socket.disconnect()
  }

  #webSocket(): RawWebSocket {
    const { transport } = this.#socket.io.engine as unknown as { transport: { ws?: RawWebSocket } }
    if (!transport.ws) throw new Error('This connection has no WebSocket.')
    return transport.ws
  }
}

/** Counts the payload of every WebSocket message: one byte of type, then the text. */
function countTraffic(socket: Socket): SignalingTraffic {
  const traffic = { sentBytes: 0, receivedBytes: 0, sentMessages: 0, receivedMessages: 0 }
  const engine = socket.io.engine as unknown as RawEngine
  const sizeOf = ({ data }: { data?: unknown }): number =>
    1 + (typeof data === 'string' ? Buffer.byteLength(data) : 0)
  engine.on('packet', (packet) => {
    traffic.receivedBytes += sizeOf(packet)
    traffic.receivedMessages += 1
  })
  engine.on('packetCreate', (packet) => {
    traffic.sentBytes += sizeOf(packet)
    traffic.sentMessages += 1
  })
  return traffic
}

function welcomeOf(socket: Socket): Promise<NotificationParams<'welcome'>> {
  return new Promise((resolve, reject) => {
    socket.once('welcome', resolve)
    socket.once('connect_error', (error: Error & { data?: unknown; description?: unknown }) => {
      const refusal = error.data as { code: ErrorCode; message: string } | undefined
      if (refusal) reject(new ProtocolError(refusal.code, refusal.message))
      else reject(new Error(`${error.message}: ${describe(error.description)}`, { cause: error }))
    })
  })
}

function describe(description: unknown): string {
  return (description as { message?: string } | undefined)?.message ?? String(description)
}
