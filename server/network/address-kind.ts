import { BlockList, isIPv4, isIPv6 } from 'node:net'

/**
 * From where an address can be reached. `public`: from anywhere. `private`: from the same network. `shared`: nowhere,
 * a provider's own network behind its NAT (RFC 6598). `none`: loopback, link-local, multicast, reserved, or no address.
 */
export type AddressKind = 'public' | 'private' | 'shared' | 'none'

type Range = readonly [address: string, prefix: number]

// Sources: IANA IPv4 and IPv6 Special-Purpose Address Registries (RFC 6890), RFC 5771, RFC 4291.
const PRIVATE: readonly Range[] = [
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['fc00::', 7],
]
const SHARED: readonly Range[] = [['100.64.0.0', 10]]
const NONE: readonly Range[] = [
  ['0.0.0.0', 8],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['192.0.0.0', 24],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
  ['::', 8],
  ['100::', 64],
  ['2001:db8::', 32],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
]

// One list for each family: an IPv4 address lies within IPv6 ranges as well, for a list that has both.
const lists = { private: listsOf(PRIVATE), shared: listsOf(SHARED), none: listsOf(NONE) }

/**
 * Says from where an address can be reached. The documentation addresses of IPv4 (RFC 5737) count as public,
 * because networks that play the internet use them.
 *
 * @param address - an IP address; an IPv6 one with a zone or with an IPv4 one inside is `none`
 */
export function addressKind(address: string): AddressKind {
  const family = familyOf(address)
  if (!family) return 'none'
  for (const kind of ['none', 'shared', 'private'] as const)
    if (lists[kind][family].check(address, family)) return kind
  return 'public'
}

function familyOf(address: string): 'ipv4' | 'ipv6' | undefined {
  if (isIPv4(address)) return 'ipv4'
  return isIPv6(address) && !address.includes('%') ? 'ipv6' : undefined
}

function listsOf(ranges: readonly Range[]): Record<'ipv4' | 'ipv6', BlockList> {
  const lists = { ipv4: new BlockList(), ipv6: new BlockList() }
  for (const [address, prefix] of ranges) {
    const family = isIPv4(address) ? 'ipv4' : 'ipv6'
    lists[family].addSubnet(address, prefix, family)
  }
  return lists
}
