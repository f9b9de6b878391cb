import { z } from 'zod'

/** A packet that opens a connection, as it arrives from outside. */
export interface Packet {
  readonly protocol: 'udp' | 'tcp'
  readonly port: number
}

const matchSchema = z.object({ op: z.string(), left: z.unknown(), right: z.unknown() })
const leftSchema = z.object({
  payload: z.object({ protocol: z.string(), field: z.string() }).optional(),
  meta: z.object({ key: z.string() }).optional(),
  ct: z.object({ key: z.string() }).optional(),
})

/**
 * Whether a packet fulfils one condition of a rule. Source: libnftables-json(5), "MATCH".
 *
 * @param match - as nft prints it
 * @returns undefined where it depends on what is not known
 */
export function matchOf(match: unknown, packet: Packet): boolean | undefined {
  const { op, left, right } = matchSchema.parse(match)
  const parsed = leftSchema.safeParse(left)
  if (!parsed.success || !['==', '!=', 'in'].includes(op)) return undefined
  const { payload, meta, ct } = parsed.data
  // The rest of a rule about another protocol is not looked at, whatever it says of its ports.
  if (payload && isOfAnother(payload, packet)) return false
  const holds = payload
    ? payloadHolds(payload.field, right, packet)
    : meta
      ? metaHolds(meta.key, right, packet)
      : ct?.key === 'state'
        ? includes(right, 'new')
        : undefined
  return holds === undefined || op !== '!=' ? holds : !holds
}

function isOfAnother({ protocol }: { protocol: string }, packet: Packet): boolean {
  return ['tcp', 'udp', 'icmp', 'icmpv6', 'ip6'].includes(protocol) && protocol !== packet.protocol
}

function payloadHolds(field: string, right: unknown, { port, protocol }: Packet): boolean | undefined {
  if (field === 'dport') return includes(right, port)
  return field === 'protocol' ? includes(right, protocol) : undefined
}

function metaHolds(key: string, right: unknown, { protocol }: Packet): boolean | undefined {
  switch (key) {
    case 'l4proto':
      return includes(right, protocol)
    case 'nfproto':
      return includes(right, 'ipv4')
    case 'iif':
    case 'iifname':
      // Nothing that comes from outside comes over the loopback interface.
      return right === 'lo' ? false : undefined
    default:
      return undefined
  }
}

/** Whether a value is, or is in, what stands on the right: a value, a list, a set, a range; undefined for a named set. */
function includes(right: unknown, value: number | string): boolean | undefined {
  if (typeof right === 'string' && right.startsWith('@')) return undefined
  if (typeof right !== 'object' || right === null) return right === value
  if (Array.isArray(right)) {
    const found = right.map((one) => includes(one, value))
    if (found.includes(true)) return true
    return found.includes(undefined) ? undefined : false
  }
  if ('set' in right) return includes(right.set, value)
  if (!('range' in right) || !Array.isArray(right.range)) return undefined
  const [first, last] = right.range as unknown[]
  return Number(first) <= Number(value) && Number(value) <= Number(last)
}
