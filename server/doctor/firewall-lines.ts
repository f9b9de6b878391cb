import type { UsedSettings } from './server-facts.ts'

/** Ports that have to be open, all of them on this machine. */
export interface OpenPorts {
  /** TCP port of the pages; undefined where a proxy on this machine asks, and nobody else need. */
  readonly pages: number | undefined
  /** TCP port on which a certificate authority looks; undefined where none does. */
  readonly challenges?: number | undefined
  /** Media ports, UDP and TCP, without gaps or with them. */
  readonly media: readonly number[]
}

/**
 * What guests and authorities have to reach beside the media ports.
 *
 * @param pages - TCP port of the pages
 */
export function publicPorts(
  { publicUrl, tls, acme }: UsedSettings['listen'],
  pages: number,
): Pick<OpenPorts, 'pages' | 'challenges'> {
  // A proxy on this machine asks for the pages; guests do not.
  const isBehindProxy = publicUrl !== undefined && tls.mode === 'off'
  const isLookedAt = tls.mode === 'acme' && acme.httpPort !== 0
  return { pages: isBehindProxy ? undefined : pages, challenges: isLookedAt ? acme.httpPort : undefined }
}

/** Programs that manage the firewall of a machine. */
export type FirewallTool = 'ufw' | 'firewalld' | 'nftables'

/**
 * The lines that open exactly the ports that are used.
 *
 * @param tool - whose lines; those of nftables suit the table `inet filter` of Debian's `/etc/nftables.conf`
 */
export function firewallLines({ pages, challenges, media }: OpenPorts, tool: FirewallTool): string[] {
  const udp = ranges(media)
  const tcp = ranges([challenges, pages, ...media].filter((port) => port !== undefined))
  switch (tool) {
    case 'ufw':
      return [
        ...tcp.map((range) => `ufw allow ${range.replace('-', ':')}/tcp`),
        ...udp.map((range) => `ufw allow ${range.replace('-', ':')}/udp`),
      ]
    case 'firewalld': {
      const ports = [...tcp.map((range) => `${range}/tcp`), ...udp.map((range) => `${range}/udp`)]
      const flags = ports.map((port) => `--add-port=${port}`)
      return [`firewall-cmd --permanent ${flags.join(' ')}`, 'firewall-cmd --reload']
    }
    case 'nftables':
      return [nftLine('inet filter input', 'tcp', tcp), nftLine('inet filter input', 'udp', udp)]
  }
}

/**
 * The line that lets ports through in one chain, before its other rules.
 *
 * @param chain - family, table and chain
 * @param ports - numbers and ranges
 */
export function nftLine(chain: string, protocol: 'udp' | 'tcp', ports: readonly string[]): string {
  return `nft insert rule ${chain} ${protocol} dport '{ ${ports.join(', ')} }' accept`
}

/** Numbers as ranges: 40000-40003. */
export function ranges(numbers: readonly number[]): string[] {
  const found: [number, number][] = []
  for (const number of [...new Set(numbers)].sort((a, b) => a - b)) {
    const last = found.at(-1)
    if (last?.[1] === number - 1) last[1] = number
    else found.push([number, number])
  }
  return found.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`))
}
