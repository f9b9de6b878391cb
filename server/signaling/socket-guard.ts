import type { Server as HttpServer, IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import {
  SIGNALING_MESSAGE_BEFORE_JOIN_MAX,
  SIGNALING_MESSAGE_MAX,
  type ErrorCode,
} from '../../protocol/index.ts'
import { Occasionally } from '../lib/occasionally.ts'
import type { AddressAccount } from '../limits/address-account.ts'
import type { AddressAccounts } from '../limits/address-accounts.ts'
import { ConnectionUsage, type ConnectionRates } from '../limits/connection-usage.ts'
import type { Logger } from '../observability/logger.ts'
import { SocketInflow, type IncomingWebSocket, type InflowFault } from './inflow/socket-inflow.ts'
import { UNFINISHED_LIMITS, UnfinishedMessages } from './inflow/unfinished-messages.ts'
import type { RequestObserver } from './request-observer.ts'

/** What stands before the sockets of signaling. */
export interface SocketGuardOptions {
  httpServer: HttpServer
  accounts: AddressAccounts
  /** Address of the person behind a request. */
  clientAddress: (request: IncomingMessage) => string
  /** What one connection may send. */
  rates: ConnectionRates
  /** Whether a request may open a connection: by its host and its origin. It says why not in the log. */
  admits: (request: IncomingMessage) => boolean
  observer: RequestObserver
  logger: Logger
}

/** One guarded socket. */
export interface GuardedSocket {
  readonly account: AddressAccount
  readonly usage: ConnectionUsage
  /** Lets it send messages of the full size from now on. */
  seated(): void
  /** Ends it at once. */
  terminate(): void
}

// What a handshake costs, as so many messages.
const HANDSHAKE_MESSAGES = 10
const LOG_INTERVAL_MS = 60_000

type UpgradedRequest = IncomingMessage & { websocket?: IncomingWebSocket }

/**
 * Stands before Socket.IO: charges the address behind every socket from the HTTP upgrade on,
 * and what arrives on it before it is parsed. What an address may not have is refused before
 * anything is read or logged of it.
 */
export class SocketGuard {
  readonly #options: SocketGuardOptions
  readonly #unfinished = new UnfinishedMessages(UNFINISHED_LIMITS)
  readonly #guarded = new WeakMap<IncomingMessage, GuardedSocket>()
  readonly #refusals = new Occasionally(LOG_INTERVAL_MS)
  readonly #faults = new Occasionally(LOG_INTERVAL_MS)
  readonly #onUpgrade = (request: UpgradedRequest, socket: Duplex): void => this.#upgraded(request, socket)

  constructor(options: SocketGuardOptions) {
    this.#options = options
  }

  /** The reason to refuse a request for a socket, if any. For Socket.IO's `allowRequest`. */
  refusal(request: IncomingMessage): ErrorCode | undefined {
    const account = this.#accountOf(request)
    if (!account.take('messages', HANDSHAKE_MESSAGES, performance.now())) {
      return this.#refused('rate_limited')
    }
    const release = account.hold('sockets')
    if (!release) return this.#refused('too_many_connections')
    request.socket.once('close', release)
    if (this.#options.admits(request)) return undefined
    this.#options.observer.connectionRefused('origin_refused')
    return 'origin_refused'
  }

  /**
   * Watches the sockets that Socket.IO has accepted: in the same tick, before their first byte
   * is parsed. Call it after Socket.IO was attached to the HTTP server.
   */
  attach(): void {
    this.#options.httpServer.on('upgrade', this.#onUpgrade)
  }

  /** The socket that came with a request; undefined for one that is not guarded. */
  find(request: IncomingMessage): GuardedSocket | undefined {
    return this.#guarded.get(request)
  }

  close(): void {
    this.#options.httpServer.off('upgrade', this.#onUpgrade)
    this.#unfinished.close()
  }

  #accountOf(request: IncomingMessage): AddressAccount {
    return this.#options.accounts.of(this.#options.clientAddress(request))
  }

  #refused(code: ErrorCode): ErrorCode {
    this.#options.observer.connectionRefused(code)
    const count = this.#refusals.happened(performance.now())
    if (count !== undefined) this.#options.logger.warn({ code, count }, 'socket refused')
    return code
  }

  #upgraded(request: UpgradedRequest, socket: Duplex): void {
    const { websocket: webSocket } = request
    // Refused, or for an address where nobody upgrades: it is not left open.
    if (!webSocket) {
      socket.destroy()
      return
    }
    const account = this.#accountOf(request)
    const usage = new ConnectionUsage(account, this.#options.rates)
    const inflow = new SocketInflow(webSocket, {
      usage,
      account,
      unfinished: this.#unfinished,
      maxSize: SIGNALING_MESSAGE_BEFORE_JOIN_MAX,
      ended: (fault) => this.#ended(fault),
    })
    this.#guarded.set(request, {
      account,
      usage,
      seated: () => inflow.raise(SIGNALING_MESSAGE_MAX),
      terminate: () => webSocket.terminate(),
    })
  }

  #ended(fault: InflowFault): void {
    this.#options.observer.connectionEnded(fault)
    const count = this.#faults.happened(performance.now())
    if (count !== undefined) {
      this.#options.logger.warn({ fault, count }, 'a socket sent what it may not; it is ended')
    }
  }
}
