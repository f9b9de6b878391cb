import type { Config } from '../config/schema.ts'
import type { RefusalLog } from '../observability/refusal-log.ts'
import { createKnownHosts } from './known-hosts.ts'
import { createRequestTarget, type RequestTarget, type TargetedRequest } from './request-target.ts'

/** What the door goes by. */
export interface DoorOptions {
  listen: Pick<Config['listen'], 'announce' | 'allowedHosts' | 'allowedOrigins' | 'trustProxy'>
  refusals: RefusalLog
}

/** Turns away what was not meant for this server, and pages of others. */
export class Door {
  readonly #refusals: RefusalLog
  readonly #allowedOrigins: ReadonlySet<string>
  readonly #targetOf: (request: TargetedRequest) => RequestTarget | undefined
  readonly #isKnown: (hostname: string) => boolean

  constructor({ listen, refusals }: DoorOptions) {
    this.#refusals = refusals
    this.#allowedOrigins = new Set(listen.allowedOrigins)
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
   * Whether a request for a signaling connection may come in: it is for this host, and made by
   * a page that this server delivered or that the operator allows. Browsers always send an
   * Origin with a WebSocket; other programs have no user whose rights could be abused.
   *
   * Source: RFC 6454, section 4: an origin is scheme, host and port.
   */
  admits(request: TargetedRequest): boolean {
    if (!this.isForThisHost(request)) return false
    const { origin, host } = request.headers
    if (origin === undefined || this.#allowedOrigins.has(origin)) return true
    const target = this.#targetOf(request)
    if (target && ownOrigins(target).includes(origin)) return true
    this.#refusals.log(
      'origin',
      { origin, host },
      'origin refused; see listen.allowedOrigins, and listen.trustProxy for a reverse proxy that speaks HTTPS',
    )
    return false
  }
}

function ownOrigins({ scheme, host }: RequestTarget): string[] {
  const schemes = scheme === undefined ? (['http', 'https'] as const) : [scheme]
  return schemes.map((one) => new URL(`${one}://${host}`).origin)
}
