import type { IncomingMessage } from 'node:http'
import type { ErrorCode } from '../../protocol/index.ts'
import { ServerResponse } from '../lib/plain-http.ts'
import type { BodyParser, PollingInflow } from './inflow/polling-inflow.ts'
import type { PollingSession, SocketGuard } from './socket-guard.ts'
import type { WireMeter } from './wire-bytes.ts'

/** What guards HTTP long-polling. */
export interface PollingGuardOptions {
  /** What sessions and requests are charged to. */
  guard: Pick<SocketGuard, 'guardPolling' | 'strayRefusal' | 'turnedAway'>
  wireMeter: WireMeter
}

// The library waits for a client to fetch the end of its session, until it notices that it is dead.
const LAST_POLL_MS = 500

/** The part of an Engine.IO session that is used here. */
interface EngineSession extends PollingSession {
  readonly id: string
  readonly transport: { readonly name: string; parser: BodyParser }
}

type Middleware = (request: IncomingMessage, response: unknown, next: (error?: Error) => void) => void

/** The part of the Engine.IO server that is used here. */
interface PollingEngine {
  use(middleware: Middleware): void
  on(event: 'connection', listener: (session: EngineSession) => void): void
}

/** An open session: the answers that are on their way, and what it posts. */
interface OpenSession {
  readonly answers: Set<ServerResponse>
  readonly inflow: PollingInflow
}

const STATUS: Readonly<Partial<Record<ErrorCode, number>>> = { rate_limited: 429, bad_request: 413 }

/**
 * Guards HTTP long-polling, for networks in which WebSockets do not pass. A WebSocket is
 * one request that is checked once and one socket that can be counted; a polling session
 * is many requests over any number of sockets. So each request is checked here, what it
 * posts is charged to its session, and what its answers keep in memory is known.
 */
export class PollingGuard {
  readonly #options: PollingGuardOptions
  readonly #sessions = new Map<string, OpenSession>()

  constructor(engine: PollingEngine, options: PollingGuardOptions) {
    this.#options = options
    engine.use((request, response, next) => this.#check(request, response, next))
    engine.on('connection', (session) => this.#watch(session))
  }

  /** Open sessions. */
  get sessions(): number {
    return this.#sessions.size
  }

  /** Bytes of answers that a session has asked for and does not read. */
  unreadBytes(session: string): number {
    let bytes = 0
    for (const answer of this.#sessions.get(session)?.answers ?? []) bytes += answer.writableLength
    return bytes
  }

  /** Lets go of what a session does not read. */
  cut(session: string): void {
    for (const answer of this.#sessions.get(session)?.answers ?? []) answer.destroy()
  }

  #watch(session: EngineSession): void {
    const { transport, id } = session
    if (transport.name !== 'polling') return
    const inflow = this.#options.guard.guardPolling(session, () => {
      this.cut(id)
      session.close(true)
    })
    transport.parser = inflow.guard(transport.parser)
    endSoonAfterClose(session)
    this.#sessions.set(id, { answers: new Set(), inflow })
    session.once('close', () => this.#sessions.delete(id))
  }

  #check(request: IncomingMessage, response: unknown, next: (error?: Error) => void): void {
    const { sid = '' } = queryOf(request)
    if (!isAnswer(response)) {
      // Clients that poll stay with it: only what its own handshake has let in may be a WebSocket.
      next(sid === '' ? undefined : new Error('A session does not change its transport.'))
      return
    }
    const code = this.#refusal(request, sid)
    if (code) {
      refuse(response, code)
      return
    }
    this.#follow(request, response, sid)
    next()
  }

  /** A poll of a session costs nothing: it is answered when there is something, and only one may wait. */
  #refusal(request: IncomingMessage, sid: string): ErrorCode | undefined {
    const { guard } = this.#options
    const session = this.#sessions.get(sid)
    const isOfSession = session !== undefined && (request.method === 'GET' || request.method === 'POST')
    if (!isOfSession) {
      const code = guard.strayRefusal(request)
      if (code) return code
    }
    // A handshake is looked at by whoever counts it.
    const code = sid === '' ? undefined : guard.turnedAway(request)
    if (code) return code
    if (request.method !== 'POST' || !session) return undefined
    return session.inflow.follow(request) ? undefined : 'bad_request'
  }

  #follow({ socket, headers }: IncomingMessage, response: ServerResponse, sid: string): void {
    const answers = this.#sessions.get(sid)?.answers
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

/** Whoever has not fetched the end of the session a moment after it was closed does not hear of it. */
function endSoonAfterClose(session: EngineSession): void {
  const close = session.close.bind(session)
  session.close = (discard) => {
    close(discard)
    if (!discard) setTimeout(() => close(true), LAST_POLL_MS).unref()
  }
}

function isAnswer(response: unknown): response is ServerResponse {
  return response instanceof ServerResponse
}

function queryOf(request: IncomingMessage): { sid?: string } {
  return (request as unknown as { _query: { sid?: string } })._query
}

/** What the page reads is a code, as in the refusals of Engine.IO itself. */
function refuse(response: ServerResponse, code: ErrorCode): void {
  response.writeHead(STATUS[code] ?? 403, {
    'Content-Type': 'application/json',
    'Cache-Control': 'no-store',
    // Whoever asks too often has to come anew, and each connection is charged.
    ...(code === 'rate_limited' ? { Connection: 'close' } : {}),
  })
  response.end(JSON.stringify({ message: code }))
}
