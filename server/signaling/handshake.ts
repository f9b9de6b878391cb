import type { IncomingHttpHeaders } from 'node:http'
import { ERRORS, PROTOCOL_VERSION, type ErrorCode } from '../../protocol/index.ts'

const DEFAULT_PORTS: Readonly<Record<string, string>> = { 'http:': ':80', 'https:': ':443' }

/**
 * Whether the page behind a request may connect. Browsers always send an Origin with a
 * WebSocket and with what they post. With what they only ask for they send none when it
 * goes to the page's own origin, or when no script may read the answer; the second they
 * mark as from another site. Other programs have no user whose session could be abused.
 * Source: Fetch standard, "Origin header"; W3C Fetch Metadata, section 2.3.
 *
 * @param headers - of the request; the Host as the browser saw it
 * @param allowed - further origins that the operator allows
 */
export function isAllowedPage(headers: IncomingHttpHeaders, allowed: readonly string[]): boolean {
  const { origin, host } = headers
  if (origin === undefined) {
    const site = headers['sec-fetch-site']
    return site === undefined || site === 'same-origin' || site === 'none'
  }
  if (allowed.includes(origin)) return true
  if (host === undefined || !URL.canParse(origin)) return false
  const page = new URL(origin)
  const name = host.toLowerCase()
  // Some proxies name the port that everybody leaves out.
  return name === page.host || name === `${page.host}${DEFAULT_PORTS[page.protocol] ?? ''}`
}

/** The reason to refuse a handshake, or undefined. `auth` is untrusted. */
export function handshakeRefusal(auth: unknown): ErrorCode | undefined {
  const version = (auth as { protocolVersion?: unknown } | null | undefined)?.protocolVersion
  return version === PROTOCOL_VERSION ? undefined : 'protocol_mismatch'
}

/** An error that Socket.IO hands to the client's `connect_error` with its code. */
export function connectError(code: ErrorCode): Error & { data: { code: ErrorCode; message: string } } {
  return Object.assign(new Error(ERRORS[code]), { data: { code, message: ERRORS[code] } })
}
