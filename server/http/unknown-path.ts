import type { IncomingMessage } from 'node:http'

/** What a request for an address that does not exist looks like. */
export type UnknownPath = 'nothing' | 'maybe-below' | 'below'

// An address of our own, with something in front of it.
const BELOW =
  /^\/[^?]*?[^/?]\/(r\/[^/?]+|assets\/[^/?]+|socket\.io\/?|auth\/(?:login|callback|logout|me)|healthz|manifest\.webmanifest)(\?|$)/
// A start page, as it would be below a path: no file, which scanners ask for.
const FOLDER = /^(\/[\w~-][\w.~-]*){0,2}\/[\w~-]+\/?(\?|$)/
const PROXY_HEADERS = ['x-forwarded-for', 'x-forwarded-proto', 'forwarded', 'via']

/**
 * Whether a proxy may have put something in front of the path. Of a start page that
 * cannot be known: somebody may have mistyped it, and has where `publicUrl` says what is right.
 *
 * @param isPublic - whether `listen.publicUrl` is set
 */
export function lookAtPath(
  { url = '/', headers, httpVersion }: IncomingMessage,
  isPublic: boolean,
): UnknownPath {
  if (/^\/api(\/|\?|$)/.test(url)) return 'nothing'
  if (BELOW.test(url)) return 'below'
  if (isPublic) return 'nothing'
  // Browsers speak HTTP/1.1 at least, proxies in their old default do not.
  const isProxied = httpVersion === '1.0' || PROXY_HEADERS.some((name) => headers[name] !== undefined)
  const isPage = headers.accept?.includes('text/html') ?? false
  return isProxied && isPage && FOLDER.test(url) ? 'maybe-below' : 'nothing'
}
