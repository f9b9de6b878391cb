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
type ParsedSocket = Socket & { parser?: { onIncoming?: () => number } | null }

// llhttp, `on_headers_complete`: what follows is no HTTP any more, so nothing more is read.
const READ_NO_FURTHER = 2

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
      if (waiting > WAITING_MAX) this.#cut(socket)
    })
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

  #isAffordable(request: IncomingMessage): boolean {
    const { accounts, clientAddress } = this.#options
    return accounts.of(clientAddress(request)).take('requests', 1, performance.now())
  }

  #cut(socket: ParsedSocket): void {
    const address = socket.remoteAddress
    // What arrived together with this request would still be read, a millisecond for every fifty requests.
    if (socket.parser) socket.parser.onIncoming = () => READ_NO_FURTHER
    socket.destroy()
    this.#options.refusals.log('requests', { address }, 'too many HTTP requests of one address')
  }
}
