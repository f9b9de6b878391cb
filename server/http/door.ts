import type { ErrorCode } from '../../protocol/index.ts'
import { publicAddress } from '../config/public-url.ts'
import type { Config } from '../config/schema.ts'
import { adviseOnProxy } from '../observability/proxy-advice.ts'
import type { RefusalLog } from '../observability/refusal-log.ts'
import { createKnownHosts, type HostSettings } from './known-hosts.ts'
import { createRequestTarget, type RequestTarget, type TargetedRequest } from './request-target.ts'

/** What the door goes by. */
export interface DoorOptions {
  listen: HostSettings & Pick<Config['listen'], 'trustProxy'>
  refusals: RefusalLog
}

/** Why the door does not let a request in. */
export type DoorRefusal = Extract<ErrorCode, 'host_refused' | 'origin_refused'>

/** Turns away what was not meant for this server, and pages of others. */
export class Door {
  readonly #refusals: RefusalLog
  readonly #allowedOrigins: ReadonlySet<string>
  readonly #publicOrigin: string | undefined
  readonly #targetOf: (request: TargetedRequest) => RequestTarget | undefined
  readonly #isKnown: (hostname: string) => boolean

  constructor({ listen, refusals }: DoorOptions) {
    this.#refusals = refusals
    this.#publicOrigin = publicAddress(listen.publicUrl)?.origin
    this.#allowedOrigins = new Set([
      ...listen.allowedOrigins,
      ...(this.#publicOrigin === undefined ? [] : [this.#publicOrigin]),
    ])
    this.#targetOf = createRequestTarget(listen.trustProxy)
    this.#isKnown = createKnownHosts(listen)
  }

  /**
   * Whether a request names a host of this server. Over HTTPS any name does: the browser has
   * compared it with the certificate, so nobody else's name leads here. Only a trusted proxy
   * can leave open what it was asked over; it is taken to know its names.
   */
  isForThisHost(request: TargetedRequest): boolean {
    const target = this.#targetOf(request)
    if (target && (target.scheme !== 'http' || this.#isKnown(target.hostname))) return true
    this.#refusals.log(
      'host',
      { host: request.headers.host },
      'a request for an unknown host was refused; if the name is yours, add it to listen.allowedHosts, and a reverse proxy to listen.trustProxy',
    )
    return false
  }

  /**
   * Why a request of a signaling connection may not come in: it is for another host, or made by
   * a page that neither this server delivered nor the operator allows. Browsers always send an
   * Origin with a WebSocket and with what they post. With what they only ask for they send none
   * when it goes to the page's own origin, or when no script may read the answer; the second they
   * mark as from another site. Other programs have no user whose rights could be abused.
   *
   * Source: RFC 6454, section 4: an origin is scheme, host and port; Fetch standard, "Origin
   * header"; W3C Fetch Metadata, section 2.3.
   */
  refusalOf(request: TargetedRequest): DoorRefusal | undefined {
    if (!this.isForThisHost(request)) return 'host_refused'
    const { origin, host, 'sec-fetch-site': site } = request.headers
    if (origin === undefined) {
      if (site === undefined || site === 'same-origin' || site === 'none') return undefined
    } else if (this.#allowedOrigins.has(origin) || this.#ownOrigins(request).includes(origin)) {
      return undefined
    }
    adviseOnProxy(this.#refusals, 'origin', { origin, host, from: request.socket.remoteAddress })
    return 'origin_refused'
  }

  /** A proxy that does not say what it was asked over leaves both schemes open, but for the public address. */
  #ownOrigins(request: TargetedRequest): string[] {
    const target = this.#targetOf(request)
    if (!target) return []
    const { scheme, host } = target
    if (scheme !== undefined) return [new URL(`${scheme}://${host}`).origin]
    const both = ['http', 'https'].map((one) => new URL(`${one}://${host}`).origin)
    const isPublic = this.#publicOrigin !== undefined && both.includes(this.#publicOrigin)
    return isPublic ? [] : both
  }
}
