/** What `isProviderUrl` takes, in words. */
export const PROVIDER_URL = 'an https:// address, or an http:// one of this machine (localhost, 127.0.0.1)'

/**
 * Whether a text is an address from which keys may come: nobody on the way can change what they are. Over plain
 * HTTP that is true of this machine alone.
 */
export function isProviderUrl(value: string): boolean {
  if (!URL.canParse(value)) return false
  const { protocol, hostname, username, password, hash } = new URL(value)
  if (username !== '' || password !== '' || hash !== '') return false
  return protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname))
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname)
}
