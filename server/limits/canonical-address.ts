import { isIPv4, isIPv6 } from 'node:net'

// What one customer gets, RFC 6177: whoever has one address of it has all of them.
const PREFIX_GROUPS = 4

/**
 * The address that is charged for what a client does: an IPv4 address as it is, also where it
 * comes mapped into IPv6 (RFC 4291, section 2.5.5.2), and the /64 prefix of any other IPv6
 * address. What is no address is charged together.
 */
export function canonicalAddress(address: string): string {
  const text = address.trim()
  if (isIPv4(text)) return text
  const [bare = ''] = text.split('%')
  if (!isIPv6(bare)) return 'unknown'
  const groups = expand(bare)
  if (groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff) {
    return groups
      .slice(6)
      .flatMap((group) => [group >> 8, group & 0xff])
      .join('.')
  }
  const prefix = groups.slice(0, PREFIX_GROUPS).map((group) => group.toString(16))
  return `${prefix.join(':')}::/64`
}

/** The eight numbers of a valid IPv6 address. */
function expand(address: string): number[] {
  const [head = '', tail] = address.split('::')
  const before = groupsOf(head)
  const after = groupsOf(tail ?? '')
  const missing = Math.max(0, 8 - before.length - after.length)
  return [...before, ...Array.from({ length: missing }, () => 0), ...after]
}

function groupsOf(text: string): number[] {
  if (text === '') return []
  return text.split(':').flatMap((group) => {
    if (!group.includes('.')) return [Number.parseInt(group, 16)]
    const [a = 0, b = 0, c = 0, d = 0] = group.split('.').map(Number)
    return [a * 256 + b, c * 256 + d]
  })
}
