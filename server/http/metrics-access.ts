import { createHash, timingSafeEqual } from 'node:crypto'
import type { Config } from '../config/schema.ts'
import { createAddressList, plainAddress } from './address-list.ts'
import { createClientAddress, createIsProxy } from './client-address.ts'
import { isOwnHost } from './known-hosts.ts'
import { createRequestTarget, type TargetedRequest } from './request-target.ts'

// A program that asks by itself sends none of these; a proxy that passes a request on may.
const PROXY_HEADERS = [
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'forwarded',
  'via',
  'x-real-ip',
]

/**
 * Makes a test for requests that may see what the server tells its operator.
 *
 * An address counts when nobody else can stand behind it: a reverse proxy on this machine
 * passes the requests of everybody on from a loopback address.
 *
 * @param metrics - addresses, and the token for everybody else
 * @param trustProxy - `listen.trustProxy`: behind these, the address of the client counts
 */
export function createMetricsAccess(
  { allow, token }: Config['metrics'],
  trustProxy: Config['listen']['trustProxy'],
): (request: TargetedRequest) => boolean {
  const isAllowed = createAddressList(allow)
  const isTrustedProxy = createIsProxy(trustProxy)
  const isLoopback = createAddressList(['127.0.0.0/8', '::1'])
  const clientAddress = createClientAddress(trustProxy)
  const targetOf = createRequestTarget(trustProxy)
  const isAddressAllowed = (request: TargetedRequest): boolean => {
    const address = clientAddress(request)
    if (!isAllowed(address)) return false
    const isPassedOn = PROXY_HEADERS.some((name) => request.headers[name] !== undefined)
    const isOfProxy = address === plainAddress(request.socket.remoteAddress ?? '') || isTrustedProxy(address)
    if (isPassedOn && isOfProxy) return false
    // Not every proxy adds a header, but the name that people opened is not this machine's own.
    return !isLoopback(address) || isOwnHost(targetOf(request)?.hostname ?? '')
  }
  return (request) => hasToken(request, token) || isAddressAllowed(request)
}

/** RFC 6750, section 2.1. The time that it takes tells nothing of the token, nor of its length. */
function hasToken({ headers }: TargetedRequest, token: string | undefined): boolean {
  const [, given] = /^bearer +(\S+)$/i.exec(headers.authorization ?? '') ?? []
  return token !== undefined && given !== undefined && timingSafeEqual(digest(given), digest(token))
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
