import type { IncomingMessage, Server } from 'node:http'

/**
 * The address of a request as this server knows it.
 *
 * A proxy may remove the prefix or leave it; both are understood. Several slashes at
 * the beginning are what a proxy makes of `/meet/x` that replaces `/meet` by `/`.
 *
 * @param url - path and query as they arrived
 * @param prefix - such as `/meet`; empty without one
 */
export function withoutPrefix(url: string, prefix: string): string {
  const path = url.replace(/^\/{2,}/, '/')
  if (prefix === '' || !path.startsWith(prefix)) return path
  const rest = path.slice(prefix.length)
  if (rest === '' || rest.startsWith('?')) return `/${rest}`
  // `/meeting` does not stand below `/meet`.
  return rest.startsWith('/') ? rest.replace(/^\/{2,}/, '/') : path
}

/**
 * Lets a server answer below a prefix as well. Pages and signaling both see the address
 * without it, so this must be called when all of them listen to the server.
 */
export function serveBelow(server: Server, prefix: string): void {
  const shorten = (request: IncomingMessage): void => {
    request.url = withoutPrefix(request.url ?? '/', prefix)
  }
  server.prependListener('request', shorten)
  server.prependListener('upgrade', shorten)
}
