import { isIP, isIPv6 } from 'node:net'
import { networkInterfaces, type NetworkInterfaceInfo } from 'node:os'
import type { Config } from './schema.ts'

/** Addresses of this machine by interface name, as `os.networkInterfaces()` gives them. */
export type Interfaces = NodeJS.Dict<Pick<NetworkInterfaceInfo, 'address' | 'family' | 'internal'>[]>

/** Where media is received, and where browsers are told to send it. */
export interface MediaAddresses {
  /** Addresses of this machine; each worker binds its port on every one of them. */
  readonly bind: readonly string[]
  /** IP addresses and host names that ICE candidates name, best first. */
  readonly announced: readonly string[]
}

type ListenSettings = Pick<Config['listen'], 'host' | 'announce'>

// An ICE candidate is one more path that every joining browser probes. Beyond
// this many they are container bridges, and mediasoup's priorities run out.
const ADDRESSES_MAX = 24

const VIRTUAL_INTERFACE =
  /^(docker|br-|veth|virbr|vmnet|vboxnet|lxc|lxd|incusbr|cni|flannel|cali|cilium|weave|kube|podman|u?tun|tap|wg|tailscale|zt|nebula)/

/**
 * Whether an interface belongs to containers, virtual machines or a VPN, by its name. Such bridges and tunnels are
 * reachable from few places: their addresses are tried last.
 */
export function isVirtualInterface(name: string): boolean {
  return VIRTUAL_INTERFACE.test(name)
}

/** Whether a listening host stands for every address of the machine. */
export function isWildcard(host: string): boolean {
  return host === '0.0.0.0' || host === '::'
}

/**
 * The addresses that stand for every one that the machine has or will get.
 *
 * @returns none for a host that is one address
 */
export function wildcards(host: string): string[] {
  if (host === '::') return ['0.0.0.0', '::']
  return host === '0.0.0.0' ? ['0.0.0.0'] : []
}

/**
 * The IP address to bind for a configured host.
 *
 * @param host - an IP address, or `localhost`, which is one address here so that
 *   pages and media answer on the same one
 */
export function bindHost(host: string): string {
  return host === 'localhost' ? '127.0.0.1' : host
}

/**
 * Decides where media listens and what browsers are told.
 *
 * A wildcard host binds every address by itself rather than `0.0.0.0`: a reply
 * must leave from the address that the packet came to, or ICE drops it.
 * Announced addresses do not change what is bound, because behind NAT a packet
 * may reach any of them and one socket serves any number of ICE candidates. That
 * also avoids a second socket on the same address and port, which the kernel
 * refuses.
 *
 * @param listen - `host` and `announce` of the settings
 * @param interfaces - addresses of this machine
 * @returns at least one address in each list
 */
export function mediaAddresses(
  listen: ListenSettings,
  interfaces: Interfaces = networkInterfaces(),
): MediaAddresses {
  const bind = isWildcard(listen.host) ? wildcardAddresses(listen, interfaces) : [bindHost(listen.host)]
  return { bind, announced: listen.announce.length > 0 ? [...new Set(listen.announce)] : bind }
}

function wildcardAddresses({ host, announce }: ListenSettings, interfaces: Interfaces): string[] {
  const withIpv6 = host === '::'
  const outside = externalAddresses(interfaces, withIpv6)
  // A load balancer's address often sits on the loopback interface.
  const local = Object.values(interfaces).flatMap((entries) => (entries ?? []).map(({ address }) => address))
  const announcedHere = announce.filter((address) => local.includes(address))
  const loopback = withIpv6 && local.includes('::1') ? ['127.0.0.1', '::1'] : ['127.0.0.1']
  return [...new Set([...announcedHere, ...outside, ...loopback])]
}

/** Whether other machines may reach this one over IPv4, and over IPv6. */
export function addressFamilies(interfaces: Interfaces): { ipv4: boolean; ipv6: boolean } {
  const outside = externalAddresses(interfaces, true)
  return { ipv4: outside.some((address) => !isIPv6(address)), ipv6: outside.some(isIPv6) }
}

/**
 * Addresses under which other machines may reach this one, physical interfaces
 * first, at most 24. Link-local IPv6 addresses are left out: they mean nothing
 * without the name of an interface, which an ICE candidate cannot carry.
 */
function externalAddresses(interfaces: Interfaces, withIpv6: boolean): string[] {
  const found: { address: string; rank: number }[] = []
  for (const [name, entries] of Object.entries(interfaces)) {
    for (const { address, family, internal } of entries ?? []) {
      const isLinkLocal = /^fe[89ab]/i.test(address)
      if (internal || isLinkLocal || (family === 'IPv6' && !withIpv6)) continue
      found.push({ address, rank: (isVirtualInterface(name) ? 2 : 0) + (family === 'IPv6' ? 1 : 0) })
    }
  }
  found.sort((left, right) => left.rank - right.rank)
  return [...new Set(found.map(({ address }) => address))].slice(0, ADDRESSES_MAX)
}

/** The fields of an ICE candidate that announcing touches. */
interface Candidate {
  address: string
  ip: string
  port: number
  protocol: 'udp' | 'tcp'
  priority: number
}

/**
 * Rewrites the ICE candidates of a transport so that they name the announced
 * addresses, and no socket that takes what comes to any address. An ICE-lite server
 * only lists candidates and waits, hence any address that leads to one of its sockets
 * is good.
 *
 * @param candidates - as mediasoup made them, one for each socket
 * @param announced - addresses and names, best first
 * @param sharedPort - TCP port of the pages, where it takes media too; as guests see it
 * @returns one candidate for each announced address and protocol, best first, and then those of the shared port
 */
export function announceCandidates<C extends Candidate>(
  candidates: readonly C[],
  announced: readonly string[],
  sharedPort?: number,
): C[] {
  const byPriority = [...candidates].sort((left, right) => right.priority - left.priority)
  const bestOf = (protocol: Candidate['protocol']): C | undefined =>
    byPriority.find((candidate) => candidate.protocol === protocol)
  const tcp = bestOf('tcp')
  const shared = tcp && sharedPort !== undefined ? { ...tcp, port: sharedPort } : undefined
  return [
    ...atEach(bestOf('udp'), announced),
    ...atEach(tcp, announced),
    // One more hop than the others: it is for who has nothing else.
    ...atEach(shared, announced, announced.length),
  ]
}

/** @param worse - how many candidates of the same kind are better */
function atEach<C extends Candidate>(best: C | undefined, addresses: readonly string[], worse = 0): C[] {
  if (!best) return []
  // One step of the local preference (RFC 8445, section 5.1.2.1) for each.
  return addresses.map((address, index) => ({
    ...best,
    address,
    ip: address,
    priority: best.priority - (worse + index) * 256,
  }))
}

/**
 * The URLs under which the pages can be opened.
 *
 * @param listen - settings
 * @param port - the port that was really bound
 * @param interfaces - addresses of this machine
 * @returns `url` for somebody at this machine, and `others` for its neighbours
 */
export function pageUrls(
  listen: Pick<Config['listen'], 'host' | 'announce' | 'tls'>,
  port: number,
  interfaces: Interfaces = networkInterfaces(),
): { url: string; others: string[] } {
  const scheme = listen.tls.mode === 'off' ? 'http' : 'https'
  const at = (host: string) => new URL(`${scheme}://${isIPv6(host) ? `[${host}]` : host}:${port}/`).href
  const others = isWildcard(listen.host) ? externalAddresses(interfaces, listen.host === '::') : []
  const named = listen.announce.filter((address) => isIP(address) === 0)
  return {
    url: at(isWildcard(listen.host) ? 'localhost' : listen.host),
    others: [...new Set([...named, ...others])].map(at),
  }
}
