import type { IncomingMessage, RequestListener, Server } from 'node:http'
import type { Socket } from 'node:net'
import { ERRORS } from '../../protocol/index.ts'
import type { AddressAccounts } from '../limits/address-accounts.ts'
import type { RefusalLog } from '../observability/refusal-log.ts'

/** What HTTP requests are charged to. */
export interface RequestGuardOptions {
  accounts: AddressAccounts
  /** Whether an address is a proxy, which speaks for many people. */
  isProxy: (address: string) => boolean
  /** Address of the person behind a request. */
  clientAddress: (request: IncomingMessage) => string
  refusals: RefusalLog
}

// Browsers wait for each answer before they ask again over the same connection, and so do proxies.
const WAITING_MAX = 4
// RFC 6585, section 4.
const TOO_MANY_REQUESTS = 429

/** Node.js keeps with each connection what reads it, and calls this with each request. */
type ParsedSocket = Socket & { parser?: { onIncoming?: () => number; 3?: () => void } | null }

// llhttp, `on_headers_complete`: what follows is no HTTP any more, so nothing more is read.
const READ_NO_FURTHER = 2
// Where Node.js keeps what takes each piece of a body: `HTTPParser.kOnBody`.
const ON_BODY = 3

/**
 * Charges every HTTP request to its address before anything is done for it, and cuts connections
 * that go on asking. Whoever has an answer to wait for cannot pile up others behind it: a single
 * read may bring a thousand requests, each of which costs more than it takes to write.
 */
export class RequestGuard {
  readonly #options: RequestGuardOptions
  /** Requests of each connection that have no answer yet. */
  readonly #waiting = new WeakMap<Socket, number>()

  constructor(options: RequestGuardOptions) {
    this.#options = options
  }

  /** Looks at all requests of a server, those of signaling included; call it when all listen to it. */
  attach(server: Server): void {
    server.prependListener('request', (request: IncomingMessage, response) => {
      const { socket } = request
      const waiting = (this.#waiting.get(socket) ?? 0) + 1
      this.#waiting.set(socket, waiting)
      response.once('close', () => this.#waiting.set(socket, (this.#waiting.get(socket) ?? 1) - 1))
      if (waiting > WAITING_MAX || this.#isInPieces(request)) this.#cut(socket)
    })
    // Node.js answers these by itself, as many as come; no browser asks for anything but `100-continue`.
    server.on('checkExpectation', ({ socket }: IncomingMessage) => this.#cut(socket))
  }

  /**
   * Lets through what an address can afford. Signaling charges what comes to it by itself, so
   * it does not pass here.
   */
  guard(listener: RequestListener): RequestListener {
    return (request, response) => {
      const { socket } = request
      if (socket.destroyed) return
      if (this.#isAffordable(request)) {
        listener(request, response)
      } else if (this.#options.isProxy(socket.remoteAddress ?? '')) {
        // The connection carries the requests of others too.
        response.writeHead(TOO_MANY_REQUESTS, { 'Content-Type': 'text/plain' }).end(ERRORS.rate_limited)
      } else {
        this.#cut(socket)
      }
    }
  }

  /**
   * Whether a body comes in chunks, RFC 9112, section 7.1: each may be one byte, and costs as much as a
   * message. Browsers say how long their bodies are; a proxy may pass them on in another form.
   */
  #isInPieces({ headers, socket }: IncomingMessage): boolean {
    return headers['transfer-encoding'] !== undefined && !this.#options.isProxy(socket.remoteAddress ?? '')
  }

  #isAffordable(request: IncomingMessage): boolean {
    const { accounts, clientAddress } = this.#options
    return accounts.of(clientAddress(request)).take('requests', 1, performance.now())
  }

  #cut(socket: ParsedSocket): void {
    const address = socket.remoteAddress
    // What arrived together with this request would still be read, a millisecond for every fifty requests.
    const { parser } = socket
    if (parser) {
      parser.onIncoming = () => READ_NO_FURTHER
      // Pieces of a body would be kept, ten thousand of one read.
      parser[ON_BODY] = () => undefined
    }
    socket.destroy()
    this.#options.refusals.log('requests', { address }, 'too many HTTP requests of one address')
  }
}
