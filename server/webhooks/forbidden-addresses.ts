import { BlockList, isIP } from 'node:net'

// Everything that is not reachable from all over the Internet: IANA IPv4 and IPv6 Special-Purpose Address
// Registries (RFC 6890), multicast, and what is reserved.
const SPECIAL_IPV4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
]
// Inside 2000::/3, which alone is public, these lead elsewhere: Teredo and others, documentation, 6to4.
const SPECIAL_IPV6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20']

// Where clouds hand out passwords of machines, and what reaches more than one machine.
const NEVER = [
  '0.0.0.0/32',
  '169.254.0.0/16',
  '100.100.100.200/32',
  '224.0.0.0/4',
  '240.0.0.0/4',
  '::/128',
  'fe80::/10',
  'fec0::/10',
  'fd00:ec2::254/128',
  'ff00::/8',
]

const never = blockList(NEVER)
const special = blockList([...SPECIAL_IPV4, ...SPECIAL_IPV6])
const publicIpv6 = blockList(['2000::/3'])
const loopbackOrLocal = blockList(['::1/128', 'fc00::/7'])

/**
 * Whether a webhook must not be sent to an address.
 *
 * @param address - an IP address
 * @param allowPrivate - whether this machine and its own network may be called; even then, the
 *   addresses that clouds keep for themselves, link-local and multicast ones may not
 */
export function isForbidden(address: string, allowPrivate: boolean): boolean {
  // IPv4 within IPv6, RFC 4291, section 2.5.5.2.
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  const plain = mapped ?? address.replace(/%.*$/, '')
  const family = isIP(plain)
  if (family === 0 || contains(never, plain)) return true
  if (family === 4) return !allowPrivate && contains(special, plain)
  if (contains(publicIpv6, plain)) return !allowPrivate && contains(special, plain)
  return !(allowPrivate && contains(loopbackOrLocal, plain))
}

function contains(list: BlockList, address: string): boolean {
  return list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')
}

function blockList(ranges: readonly string[]): BlockList {
  const list = new BlockList()
  for (const range of ranges) {
    const [address = '', bits] = range.split('/')
    list.addSubnet(address, Number(bits), isIP(address) === 6 ? 'ipv6' : 'ipv4')
  }
  return list
}
