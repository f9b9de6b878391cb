import { isIP } from 'node:net'
import { hostname as machineName } from 'node:os'
import { publicAddress } from '../config/public-url.ts'
import type { Config } from '../config/schema.ts'

/** Settings that name hosts. */
export type HostSettings = Pick<
  Config['listen'],
  'announce' | 'allowedHosts' | 'allowedOrigins' | 'publicUrl'
>

/**
 * Makes a test for host names that are known to be this server's. An IP address always is:
 * whoever typed it reached nobody else. A name may be anybody's: a page of another site can
 * let its own name point here, and would then read what this server answers (DNS rebinding).
 *
 * @param settings - names that the operator gives: `allowedHosts`, `announce`, and the hosts
 *   of `publicUrl` and `allowedOrigins`
 * @param machine - the name of this machine
 * @returns whether a host name, as `RequestTarget` has it, is known
 */
export function createKnownHosts(
  { announce, allowedHosts, allowedOrigins, publicUrl }: HostSettings,
  machine: string = machineName(),
): (hostname: string) => boolean {
  const address = publicAddress(publicUrl)
  const origins = [...(address ? [address.origin] : []), ...allowedOrigins]
  const given = [...allowedHosts, ...announce, ...origins.map((origin) => new URL(origin).hostname)]
  const names = new Set([...given.map(canonical), ...machineNames(machine)])
  return (hostname) => isIP(hostname) !== 0 || isLocalhost(hostname) || names.has(hostname)
}

/**
 * Whether a host name means the machine on which it is resolved, from that machine's own view.
 *
 * @param machine - the name of this machine
 */
export function isOwnHost(hostname: string, machine: string = machineName()): boolean {
  const isLoopback = /^127\.\d+\.\d+\.\d+$/.test(hostname) || hostname === '::1'
  return isLoopback || isLocalhost(hostname) || machineNames(machine).includes(hostname)
}

// Browsers resolve these by themselves, RFC 6761, section 6.3.
function isLocalhost(hostname: string): boolean {
  return hostname === 'localhost' || hostname.endsWith('.localhost')
}

/** Its full name, its first label, and what multicast DNS makes of that, RFC 6762. */
function machineNames(machine: string): string[] {
  const full = canonical(machine)
  const [label = ''] = full.split('.')
  return label === '' ? [] : [full, label, `${label}.local`]
}

function canonical(name: string): string {
  return name.toLowerCase().replace(/\.$/, '')
}
