import type { IncomingHttpHeaders } from 'node:http'
import type { CookieScope } from '../auth-cookies.ts'

/**
 * Writes the cookie of an operator, RFC 6265bis: for this host alone, out of the reach of scripts, and sent with no
 * request that a page of others causes, links included.
 *
 * @param value - of letters, digits, hyphens and underscores; empty makes the browser forget it
 * @param seconds - how long it is kept
 */
export function writeAdminCookie(value: string, seconds: number, scope: CookieScope): string {
  return [
    `${nameOf(scope)}=${value}`,
    // The API is beside the page.
    `Path=${scope.prefix === '' ? '/' : scope.prefix}`,
    `Max-Age=${value === '' ? 0 : Math.round(seconds)}`,
    'HttpOnly',
    'SameSite=Strict',
    ...(scope.isSecure ? ['Secure'] : []),
  ].join('; ')
}

/** The value of the cookie; undefined when the browser sends none. */
export function readAdminCookie(headers: IncomingHttpHeaders, scope: CookieScope): string | undefined {
  const start = `${nameOf(scope)}=`
  const found = (headers.cookie ?? '').split(';').find((pair) => pair.trimStart().startsWith(start))
  return found?.trim().slice(start.length)
}

/** A neighbour below the same domain cannot set it, RFC 6265bis, section 4.1.3. */
function nameOf({ prefix, isSecure }: CookieScope): string {
  if (!isSecure) return 'plenary-admin'
  return prefix === '' ? '__Host-plenary-admin' : '__Secure-plenary-admin'
}
