import { BlockList, isIP, isIPv4 } from 'node:net'

/**
 * Makes a test for addresses that are on a list.
 *
 * @param ranges - IP addresses, and ranges such as `10.0.0.0/8`
 * @returns whether an address is on it; never for what is no IP address
 */
export function createAddressList(ranges: readonly string[]): (address: string) => boolean {
  const list = new BlockList()
  for (const range of ranges) {
    const [address = '', bits] = range.split('/')
    const family = isIPv4(address) ? 'ipv4' : 'ipv6'
    if (bits === undefined) list.addAddress(address, family)
    else list.addSubnet(address, Number(bits), family)
  }
  return (address) => isIP(address) !== 0 && list.check(address, isIPv4(address) ? 'ipv4' : 'ipv6')
}

/** An address as people write it: a socket that listens on `::` reports IPv4 peers as `::ffff:192.0.2.1`. */
export function plainAddress(text: string): string {
  const address = text.trim()
  return /^::ffff:(?=\d+\.)/i.test(address) ? address.slice('::ffff:'.length) : address
}
