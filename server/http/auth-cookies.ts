import type { IncomingHttpHeaders } from 'node:http'

/** What a browser keeps for signing in, by the path below the prefix that it shows it to. */
const PATHS = {
  session: '',
  'sign-in': 'auth',
  'id-token': 'auth/logout',
} as const

/** One of them. */
export type CookieName = keyof typeof PATHS

/** Where cookies are kept. */
export interface CookieScope {
  /** Such as `/meet`; empty without one. */
  prefix: string
  /** Whether the page came over HTTPS. */
  isSecure: boolean
}

/**
 * Writes a cookie, RFC 6265: for this host alone, out of the reach of scripts, and sent with requests of other
 * sites only when a person follows a link.
 *
 * @param value - of letters, digits, hyphens and underscores; empty makes the browser forget it
 * @param seconds - how long it is kept
 */
export function writeCookie(name: CookieName, value: string, seconds: number, scope: CookieScope): string {
  const { prefix, isSecure } = scope
  const path = PATHS[name] === '' && prefix !== '' ? prefix : `${prefix}/${PATHS[name]}`
  return [
    `${fullName(name, scope)}=${value}`,
    `Path=${path}`,
    `Max-Age=${value === '' ? 0 : Math.round(seconds)}`,
    'HttpOnly',
    'SameSite=Lax',
    ...(isSecure ? ['Secure'] : []),
  ].join('; ')
}

/** The value of a cookie; undefined when the browser sends none. */
export function readCookie(
  headers: IncomingHttpHeaders,
  name: CookieName,
  scope: CookieScope,
): string | undefined {
  const start = `${fullName(name, scope)}=`
  const found = (headers.cookie ?? '').split(';').find((pair) => pair.trimStart().startsWith(start))
  return found?.trim().slice(start.length)
}

/**
 * With these beginnings of a name a browser takes the cookie from nobody but this host over HTTPS: a neighbour
 * below the same domain cannot sign people in as somebody else. Source: RFC 6265bis, section 4.1.3.
 */
function fullName(name: CookieName, { prefix, isSecure }: CookieScope): string {
  if (!isSecure) return `plenary-${name}`
  return PATHS[name] === '' && prefix === '' ? `__Host-plenary-${name}` : `__Secure-plenary-${name}`
}
