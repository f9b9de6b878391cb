import { isIPv4 } from 'node:net'
import { canonicalAddress } from '../limits/canonical-address.ts'

/**
 * Whether two addresses may be of one device. One behind a large NAT comes from neighbouring addresses, and one with IPv4
 * and IPv6 from one of each, of which nothing can be said.
 */
export function isSameNetwork(left: string, right: string): boolean {
  const [one, other] = [canonicalAddress(left), canonicalAddress(right)]
  if (isIPv4(one) !== isIPv4(other)) return true
  return isIPv4(one) ? neighbourhood(one) === neighbourhood(other) : one === other
}

function neighbourhood(address: string): string {
  return address.slice(0, address.lastIndexOf('.'))
}
