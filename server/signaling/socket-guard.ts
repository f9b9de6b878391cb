import type { Server as HttpServer, IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import {
  SIGNALING_MESSAGE_BEFORE_JOIN_MAX,
  SIGNALING_MESSAGE_MAX,
  type ErrorCode,
} from '../../protocol/index.ts'
import type { AddressAccount, Release } from '../limits/address-account.ts'
import type { AddressAccounts } from '../limits/address-accounts.ts'
import { ConnectionUsage, type ConnectionRates } from '../limits/connection-usage.ts'
import type { RefusalLog } from '../observability/refusal-log.ts'
import { PollingInflow } from './inflow/polling-inflow.ts'
import type { InflowFault, InflowOptions } from './inflow/inflow-budget.ts'
import { SocketInflow, type IncomingWebSocket } from './inflow/socket-inflow.ts'
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
  /** Why a request may not come in, by its host and its origin. It tells that in the log. */
  refusalOf: (request: IncomingMessage) => ErrorCode | undefined
  observer: RequestObserver
  refusals: RefusalLog
}

/** One guarded connection. */
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

type UpgradedRequest = IncomingMessage & { websocket?: IncomingWebSocket }

/** Engine.IO keeps the answer with a request that is not an upgrade. */
type AnsweredRequest = IncomingMessage & { res?: ServerResponse | null }

/** The part of a session of HTTP long-polling that is used here. */
export interface PollingSession {
  readonly request: IncomingMessage
  once(event: 'close', listener: () => void): unknown
  /** @param discard - whether what waits for the client is dropped */
  close(discard?: boolean): void
}

/**
 * Stands before Socket.IO: charges the address behind every connection from its first request
 * on, and what arrives on it before it is parsed. WebSockets and sessions of HTTP long-polling
 * are the same to it: each is one socket of its address. What an address may not have is refused before
 * anything is read or logged of it.
 */
export class SocketGuard {
  readonly #options: SocketGuardOptions
  readonly #unfinished = new UnfinishedMessages(UNFINISHED_LIMITS)
  readonly #guarded = new WeakMap<IncomingMessage, GuardedSocket>()
  /** Sockets of requests that ask for a connection. */
  readonly #held = new WeakMap<IncomingMessage, { account: AddressAccount; release: Release }>()
  readonly #onUpgrade = (request: UpgradedRequest, socket: Duplex): void => this.#upgraded(request, socket)

  constructor(options: SocketGuardOptions) {
    this.#options = options
  }

  /**
   * The reason to refuse a request for a new connection, if any. For Socket.IO's
   * `allowRequest`, which asks for no request of a session that is there.
   */
  refusal(request: IncomingMessage): ErrorCode | undefined {
    const account = this.#accountOf(request)
    if (!account.take('messages', HANDSHAKE_MESSAGES, performance.now())) {
      return this.#refused('rate_limited')
    }
    const release = account.hold('sockets')
    if (!release) return this.#refused('too_many_connections')
    this.#hold(request, { account, release })
    return this.turnedAway(request)
  }

  /** The reason to refuse a request for its host or its origin, if any. */
  turnedAway(request: IncomingMessage): ErrorCode | undefined {
    const code = this.#options.refusalOf(request)
    if (code) this.#options.observer.connectionRefused(code)
    return code
  }

  /** The reason to refuse a request that belongs to no connection: each is a message of its address. */
  strayRefusal(request: IncomingMessage): ErrorCode | undefined {
    const isAffordable = this.#accountOf(request).take('messages', 1, performance.now())
    return isAffordable ? undefined : this.#refused('rate_limited')
  }

  /**
   * Watches the sockets that Socket.IO has accepted: in the same tick, before their first byte
   * is parsed. Call it after Socket.IO was attached to the HTTP server.
   */
  attach(): void {
    this.#options.httpServer.on('upgrade', this.#onUpgrade)
  }

  /**
   * Watches a session of HTTP long-polling that Socket.IO has accepted, from its first request on.
   *
   * @param terminate - ends it at once
   */
  guardPolling(session: PollingSession, terminate: () => void): PollingInflow {
    const { request } = session
    const held = this.#held.get(request)
    if (!held) throw new Error('A session of HTTP long-polling passed its guard.')
    // It lasts as long as the session from now on, and not as long as its first answer.
    this.#held.delete(request)
    const { account, release } = held
    const inflow = this.#guardRequest(request, {
      account,
      create: (options) => new PollingInflow(terminate, options),
      terminate,
    })
    session.once('close', () => {
      release()
      inflow.close()
    })
    return inflow
  }

  /** The connection that began with a request; undefined for one that is not guarded. */
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

  /** Until what the request came on is gone, or its answer. */
  #hold(request: AnsweredRequest, held: { account: AddressAccount; release: Release }): void {
    this.#held.set(request, held)
    const carrier = request.res ?? request.socket
    carrier.once('close', () => this.#held.get(request)?.release())
  }

  #refused(code: ErrorCode): ErrorCode {
    this.#options.observer.connectionRefused(code)
    this.#options.refusals.log('socket', { code }, 'socket refused')
    return code
  }

  #upgraded(request: UpgradedRequest, socket: Duplex): void {
    const { websocket: webSocket } = request
    // Refused, or for an address where nobody upgrades: it is not left open.
    if (!webSocket) {
      socket.destroy()
      return
    }
    this.#guardRequest(request, {
      account: this.#accountOf(request),
      create: (options) => new SocketInflow(webSocket, options),
      terminate: () => webSocket.terminate(),
    })
  }

  /** From now on the connection that began with this request is charged to its account. */
  #guardRequest<I extends Pick<SocketInflow, 'raise'>>(
    request: IncomingMessage,
    connection: { account: AddressAccount; create: (options: InflowOptions) => I; terminate: () => void },
  ): I {
    const { account, create, terminate } = connection
    const usage = new ConnectionUsage(account, this.#options.rates)
    const inflow = create({
      usage,
      account,
      unfinished: this.#unfinished,
      maxSize: SIGNALING_MESSAGE_BEFORE_JOIN_MAX,
      ended: (fault) => this.#ended(fault),
    })
    const seated = (): void => inflow.raise(SIGNALING_MESSAGE_MAX)
    this.#guarded.set(request, { account, usage, seated, terminate })
    return inflow
  }

  #ended(fault: InflowFault): void {
    this.#options.observer.connectionEnded(fault)
    this.#options.refusals.log('inflow', { fault }, 'a connection sent what it may not; it is ended')
  }
}
