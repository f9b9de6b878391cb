// Their first segments are addresses of this server: a prefix of that name could not
// be told from them once a proxy has removed it.
const OWN_SEGMENTS: ReadonlySet<string> = new Set([
  'r',
  'admin',
  'api',
  'assets',
  'auth',
  'socket.io',
  'healthz',
  'readyz',
  'metrics',
  'index.html',
])

/** Segments that mean the same with and without percent encoding, RFC 3986, section 2.3. */
const PLAIN_PATH = /^(\/[a-z0-9._~-]+)*\/?$/i

/**
 * Whether a text can be the address of this server as its guests see it: `http` or
 * `https`, a host, and at most a path of plain letters.
 */
export function isPublicUrl(value: string): boolean {
  if (!/^https?:\/\//i.test(value) || !URL.canParse(value)) return false
  const { pathname, search, hash, username, password } = new URL(value)
  if (search !== '' || hash !== '' || username !== '' || password !== '' || /[?#]/.test(value)) return false
  return PLAIN_PATH.test(pathname) && !OWN_SEGMENTS.has(pathname.split('/')[1] ?? '')
}

/** What follows from `listen.publicUrl`. */
export interface PublicAddress {
  /** Such as `https://example.org/meet/`, with a slash at its end. */
  readonly href: string
  /** Such as `https://example.org`. */
  readonly origin: string
  /** The path in front of all addresses, such as `/meet`; empty without one. */
  readonly prefix: string
}

/**
 * Reads `listen.publicUrl`.
 *
 * @returns undefined when it is not set
 */
export function publicAddress(publicUrl: string | undefined): PublicAddress | undefined {
  if (publicUrl === undefined) return undefined
  const { origin, pathname } = new URL(publicUrl)
  const prefix = pathname.replace(/\/+$/, '')
  return { href: `${origin}${prefix}/`, origin, prefix }
}
