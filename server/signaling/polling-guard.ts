import { ServerResponse, type IncomingMessage } from 'node:http'
import type { ErrorCode } from '../../protocol/index.ts'
import type { WireMeter } from './wire-bytes.ts'

/** What guards HTTP long-polling. */
export interface PollingGuardOptions {
  /** Whether the page behind a request may use this server. */
  isAllowed: (request: IncomingMessage) => boolean
  /** Address of the person behind a request. */
  clientAddress: (request: IncomingMessage) => string
  /** Most sessions of one address. */
  sessionsPerAddress: number
  wireMeter: WireMeter
  /** Is told of a request that was refused after its handshake. */
  refused: (code: ErrorCode, request: IncomingMessage) => void
}

// A client sends what has piled up in one body. It makes a hundred requests at once at
// most; a body of a million packets would hold up everybody while it is read.
const BODY_PACKETS_MAX = 512
// Source: Engine.IO protocol, revision 4, "HTTP long-polling", "Packet encoding".
const SEPARATOR = '\x1e'

interface BodyParser {
  decodePayload(body: unknown): { type: string; data?: unknown }[]
}

/** The part of an Engine.IO session that is used here. */
interface EngineSession {
  readonly id: string
  readonly request: IncomingMessage
  readonly transport: { readonly name: string; parser: BodyParser }
  once(event: 'close', listener: () => void): void
}

type Middleware = (request: IncomingMessage, response: unknown, next: (error?: Error) => void) => void

/** The part of the Engine.IO server that is used here. */
interface PollingEngine {
  use(middleware: Middleware): void
  on(event: 'connection', listener: (session: EngineSession) => void): void
}

/**
 * Guards HTTP long-polling, for networks in which WebSockets do not pass. A WebSocket is
 * one request that is checked once and one socket that can be counted; a polling session
 * is many requests over any number of sockets. So each request is checked here, sessions
 * are counted, and what their answers keep in memory is known.
 */
export class PollingGuard {
  readonly #options: PollingGuardOptions
  /** Answers that are on their way, by session. */
  readonly #answers = new Map<string, Set<ServerResponse>>()
  readonly #addresses = new Map<string, string>()
  readonly #sessionsOf = new Map<string, number>()

  constructor(engine: PollingEngine, options: PollingGuardOptions) {
    this.#options = options
    engine.use((request, response, next) => this.#check(request, response, next))
    engine.on('connection', (session) => this.#watch(session))
  }

  /** Open sessions. */
  get sessions(): number {
    return this.#answers.size
  }

  /**
   * Address of the person behind a session, as it was at its first request: the socket of
   * that may be gone. Undefined for what is no polling session.
   */
  addressOf(session: string): string | undefined {
    return this.#addresses.get(session)
  }

  /** The reason to refuse a new session of whoever sends this request, if any. */
  refusal(request: IncomingMessage): ErrorCode | undefined {
    if (queryOf(request).transport !== 'polling') return undefined
    const { clientAddress, sessionsPerAddress } = this.#options
    const others = this.#sessionsOf.get(clientAddress(request)) ?? 0
    return others >= sessionsPerAddress ? 'too_many_connections' : undefined
  }

  /** Bytes of answers that a session has asked for and does not read. */
  unreadBytes(session: string): number {
    let bytes = 0
    for (const answer of this.#answers.get(session) ?? []) bytes += answer.writableLength
    return bytes
  }

  /** Lets go of what a session does not read. */
  cut(session: string): void {
    for (const answer of this.#answers.get(session) ?? []) answer.destroy()
  }

  #watch(session: EngineSession): void {
    const { transport, request, id } = session
    if (transport.name !== 'polling') return
    transport.parser = boundedParser(transport.parser)
    this.#answers.set(id, new Set())
    const address = this.#options.clientAddress(request)
    this.#addresses.set(id, address)
    this.#sessionsOf.set(address, (this.#sessionsOf.get(address) ?? 0) + 1)
    session.once('close', () => {
      this.#answers.delete(id)
      this.#addresses.delete(id)
      const left = (this.#sessionsOf.get(address) ?? 1) - 1
      if (left > 0) this.#sessionsOf.set(address, left)
      else this.#sessionsOf.delete(address)
    })
  }

  #check(request: IncomingMessage, response: unknown, next: (error?: Error) => void): void {
    const { sid } = queryOf(request)
    if (!isAnswer(response)) {
      // Clients that poll stay with it: only what its own handshake has let in may be a WebSocket.
      next(sid === undefined ? undefined : new Error('A session does not change its transport.'))
      return
    }
    if (sid !== undefined && !this.#options.isAllowed(request)) {
      this.#options.refused('origin_refused', request)
      response.writeHead(403, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' })
      response.end(JSON.stringify({ message: 'origin_refused' satisfies ErrorCode }))
      return
    }
    this.#follow(request, response, sid)
    next()
  }

  #follow({ socket, headers }: IncomingMessage, response: ServerResponse, sid: string | undefined): void {
    const answers = sid === undefined ? undefined : this.#answers.get(sid)
    answers?.add(response)
    // A short body has arrived together with the headers, before this.
    const received = Number(headers['content-length'] ?? 0)
    const { bytesWritten } = socket
    response.once('close', () => {
      answers?.delete(response)
      this.#options.wireMeter.add({ received, sent: socket.bytesWritten - bytesWritten })
    })
  }
}

function isAnswer(response: unknown): response is ServerResponse {
  return response instanceof ServerResponse
}

function queryOf(request: IncomingMessage): { transport?: string; sid?: string } {
  return (request as unknown as { _query: { transport?: string; sid?: string } })._query
}

function boundedParser(parser: BodyParser): BodyParser {
  return {
    ...parser,
    decodePayload: (body) =>
      typeof body === 'string' && hasTooMany(body)
        ? [{ type: 'error', data: 'parser error' }]
        : parser.decodePayload(body),
  }
}

function hasTooMany(body: string): boolean {
  let count = 1
  for (let at = body.indexOf(SEPARATOR); at >= 0; at = body.indexOf(SEPARATOR, at + 1)) {
    count += 1
    if (count > BODY_PACKETS_MAX) return true
  }
  return false
}
