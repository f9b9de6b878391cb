import { networkInterfaces } from 'node:os'
import { addressFamilies, type Interfaces } from '../config/addresses.ts'
import type { Config } from '../config/schema.ts'
import { bindError } from '../lib/bind-probe.ts'

/** Where to listen, and what the operator should know of it. */
export interface UsableHost {
  host: Config['listen']['host']
  /** A sentence; absent when the server listens where the settings say. */
  note?: string
}

/** What is asked of the machine; the system answers unless a test does. */
export interface HostSources {
  interfaces?: () => Interfaces
  /** Whether sockets of IPv6 can be opened at all. */
  hasIpv6?: () => Promise<boolean>
}

/**
 * Chooses where to listen on a machine that has one version of IP only.
 *
 * @param listen - `host` of the settings, and whether it is the default, which may give way
 */
export async function usableHost(
  { host, isDefault }: { host: string; isDefault: boolean },
  { interfaces = networkInterfaces, hasIpv6 = systemHasIpv6 }: HostSources = {},
): Promise<UsableHost> {
  if (host === '::') {
    if (await hasIpv6()) return { host }
    return { host: '0.0.0.0', note: 'This machine has no IPv6; the server listens on its IPv4 addresses.' }
  }
  if (host !== '0.0.0.0') return { host }
  const { ipv4, ipv6 } = addressFamilies(list(interfaces))
  if (ipv4 || !ipv6) return { host }
  if (!isDefault) {
    return { host, note: 'This machine has IPv6 addresses only, and nobody reaches them: use --host ::' }
  }
  return {
    host: '::',
    note: 'This machine has IPv6 addresses only; the server listens on those. To listen on IPv4 alone, use --host 0.0.0.0',
  }
}

function list(interfaces: () => Interfaces): Interfaces {
  try {
    return interfaces()
  } catch {
    // A sandbox that hides them: nothing speaks against the settings.
    return {}
  }
}

async function systemHasIpv6(): Promise<boolean> {
  const error = await bindError({ protocol: 'tcp', address: '::', port: 0 })
  return error?.code !== 'EAFNOSUPPORT' && error?.code !== 'EADDRNOTAVAIL'
}
