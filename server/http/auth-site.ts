import { publicAddress } from '../config/public-url.ts'
import type { Config } from '../config/schema.ts'
import type { CookieScope } from './auth-cookies.ts'
import { createRequestTarget, type TargetedRequest } from './request-target.ts'

/** The address under which somebody has opened this server. */
export interface Site extends CookieScope {
  /** Address of the start page, with a slash at its end. */
  href: string
}

/**
 * Makes a function that says under which address a request sees this server: the public one where there is one,
 * because providers take answers at registered addresses alone, or else the host of the request, which the door
 * has let in. Behind a proxy that does not say what it was asked over that is taken to be HTTPS.
 */
export function createSite(
  listen: Pick<Config['listen'], 'publicUrl' | 'trustProxy'>,
): (request: TargetedRequest) => Site | undefined {
  const address = publicAddress(listen.publicUrl)
  if (address) {
    const { href, prefix } = address
    const site = { href, prefix, isSecure: href.startsWith('https:') }
    return () => site
  }
  const targetOf = createRequestTarget(listen.trustProxy)
  return (request) => {
    const target = targetOf(request)
    if (!target) return undefined
    const { scheme = 'https', host } = target
    return { href: `${scheme}://${host}/`, prefix: '', isSecure: scheme === 'https' }
  }
}
