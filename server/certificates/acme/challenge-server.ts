import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { createServer } from '../../lib/plain-http.ts'
import type { Logger } from '../../observability/logger.ts'
import type { ChallengeAnswers } from './challenge-answers.ts'

/** What the server for plain HTTP needs. */
export interface ChallengeServerOptions {
  readonly host: string
  readonly port: number
  readonly answers: ChallengeAnswers
  /** Where guests belong, such as `https://meet.example.org`; undefined while nobody knows. */
  readonly home: () => string | undefined
  /** Charges connections to their addresses, as those of the pages are. */
  readonly guard: (server: Server) => void
  readonly logger: Logger
}

const CHALLENGES = '/.well-known/acme-challenge/'
// Requests of authorities and of people who typed a name are small and come at once.
const LIMITS = {
  headersTimeout: 5000,
  requestTimeout: 5000,
  connectionsCheckingInterval: 1000,
  maxHeaderSize: 8192,
}
const CONNECTIONS_MAX = 512
const PATH_MAX = 2048

/**
 * Port 80: answers the challenges of certificate authorities (RFC 8555, section 8.3) and sends everybody else to HTTPS.
 * It is open to the world, so nothing of a request is kept, logged or believed, least of all its `Host`.
 */
export class ChallengeServer {
  readonly #options: ChallengeServerOptions
  #server: Server | undefined
  #isRefusalTold = false

  constructor(options: ChallengeServerOptions) {
    this.#options = options
  }

  /** Listens, unless it does already. Where that is not possible the log says it once, and `isOpen` stays false. */
  async open(): Promise<void> {
    if (this.#server) return
    try {
      this.#server = await this.#listen()
    } catch (error) {
      if (this.#isRefusalTold) return
      this.#isRefusalTold = true
      const { port, logger } = this.#options
      logger.warn(
        { code: (error as NodeJS.ErrnoException).code },
        `cannot open port ${port} for plain HTTP; certificates are asked for by way of port 443, and nobody is sent on from http://`,
      )
    }
  }

  async #listen(): Promise<Server> {
    const { host, port, guard } = this.#options
    const server = createServer(LIMITS, (request, response) => this.#answer(request, response))
    server.maxConnections = CONNECTIONS_MAX
    guard(server)
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    server.once('error', reject)
    server.listen({ host, port }, resolve)
    await promise
    // What fails later, such as accepting without a free descriptor, ends one connection and not the server.
    server.off('error', reject).on('error', () => undefined)
    return server
  }

  /** Whether it listens. */
  get isOpen(): boolean {
    return this.#server !== undefined
  }

  /** Listens no longer. May be called more than once. */
  async close(): Promise<void> {
    const server = this.#server
    this.#server = undefined
    if (!server) return
    const { promise, resolve } = Promise.withResolvers<void>()
    server.close(() => resolve())
    server.closeAllConnections()
    await promise
  }

  #answer({ url = '/', method }: IncomingMessage, response: ServerResponse): void {
    response.setHeader('Connection', 'close')
    response.setHeader('X-Content-Type-Options', 'nosniff')
    if (url.startsWith(CHALLENGES)) {
      const answer = this.#options.answers.httpAnswer(url.slice(CHALLENGES.length))
      respond(response, answer === undefined ? 404 : 200, answer ?? 'There is no such challenge.\n')
      return
    }
    const home = this.#options.home()
    if (home === undefined) {
      respond(response, 404, 'This server is reached by HTTPS.\n')
      return
    }
    response.setHeader('Location', targetOf(url, home))
    // RFC 9110, sections 15.4.2 and 15.4.9: 301 may turn other methods into GET.
    respond(response, method === 'GET' || method === 'HEAD' ? 301 : 308, 'This server is reached by HTTPS.\n')
  }
}

function respond(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain', 'Content-Length': Buffer.byteLength(text) })
  response.end(text)
}

/** The same page by HTTPS: at our own origin whatever the path says, and the start page for what is no path. */
function targetOf(url: string, home: string): string {
  const start = `${home}/`
  if (!url.startsWith('/') || url.length > PATH_MAX) return start
  const target = `${home}${url}`
  return URL.canParse(target) && new URL(target).origin === home ? new URL(target).href : start
}
