import type { IncomingMessage } from 'node:http'
import { createIsProxy } from './client-address.ts'

/** The part of a request that tells what its sender believes to speak with. */
export type TargetedRequest = Pick<IncomingMessage, 'headers'> & {
  socket: { remoteAddress?: string | undefined; encrypted?: boolean }
}

/** What the sender of a request believes to speak with. */
export interface RequestTarget {
  /** Undefined behind a trusted proxy that does not say what it was asked over. */
  scheme: 'http' | 'https' | undefined
  /** Host name or IP address in lower case, without brackets and without a dot at its end. */
  hostname: string
  /** `host:port`, the port left out where it was. */
  host: string
}

const HOST = /^(?:\[[\da-f:.]+\]|[^\s/?#@\\:[\]]+)(?::\d{1,5})?$/i

/**
 * Reads what a request was sent to: what a trusted proxy says, or else what the connection
 * and its `Host` header say.
 *
 * @param trustProxy - `listen.trustProxy`: addresses and ranges of proxies, or false
 * @returns a function from a request to its target; undefined when it names none, RFC 9110, section 7.2
 */
export function createRequestTarget(
  trustProxy: false | readonly string[],
): (request: TargetedRequest) => RequestTarget | undefined {
  const isProxy = createIsProxy(trustProxy)
  return ({ headers, socket }) => {
    const isProxied = isProxy(socket.remoteAddress ?? '')
    const forwardedHost = isProxied ? lastOf(headers['x-forwarded-host']) : undefined
    const host = (forwardedHost ?? headers.host ?? '').toLowerCase()
    if (!HOST.test(host) || !URL.canParse(`http://${host}`)) return undefined
    const { hostname } = new URL(`http://${host}`)
    return {
      scheme: isProxied ? proxiedScheme(headers['x-forwarded-proto']) : directScheme(socket.encrypted),
      hostname: hostname.replace(/^\[|\]$/g, '').replace(/\.$/, ''),
      host,
    }
  }
}

function directScheme(isEncrypted: boolean | undefined): 'http' | 'https' {
  return isEncrypted === true ? 'https' : 'http'
}

function proxiedScheme(header: string | string[] | undefined): RequestTarget['scheme'] {
  const scheme = lastOf(header)?.toLowerCase()
  return scheme === 'http' || scheme === 'https' ? scheme : undefined
}

// The proxy before this server wrote the last entry; the ones before may be invented.
function lastOf(header: string | string[] | undefined): string | undefined {
  const last = [header ?? []].flat().join(',').split(',').at(-1)?.trim()
  return last === '' ? undefined : last
}
