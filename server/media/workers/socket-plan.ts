import { isIPv6 } from 'node:net'
import type { TransportListenInfo } from 'mediasoup/types'
import { bindError } from '../../lib/bind-probe.ts'

/** Where a worker listens. */
export interface SocketPlan {
  /** Addresses with a UDP socket each. */
  addresses: readonly string[]
  /** `0.0.0.0` and `::`, or nothing. */
  wildcards: readonly string[]
}

// A port that another program holds is passed over, so that a second server on
// the same machine starts as well.
const PORTS_TRIED = 50

/**
 * The sockets of a worker, as mediasoup opens them.
 *
 * Each address has a UDP socket of its own, because a reply must leave from the address
 * that the packet came to, or ICE drops it. A wildcard beside them takes what comes to
 * other addresses; the kernel gives each packet to the closest socket. For TCP the
 * wildcard is enough: an accepted connection answers from where it was accepted.
 *
 * TCP comes first. Sockets of one port on overlapping addresses need a flag that would
 * also let another server with it in, and the TCP port cannot be had twice.
 */
export function listenInfos(
  { addresses, wildcards }: SocketPlan,
  port: number,
  bufferBytes: number,
): TransportListenInfo[] {
  const shared = wildcards.length > 0
  const info = (protocol: 'udp' | 'tcp') => (ip: string) => ({
    protocol,
    ip,
    port,
    sendBufferSize: bufferBytes,
    recvBufferSize: bufferBytes,
    flags: { ipv6Only: isIPv6(ip), udpReusePort: shared && protocol === 'udp' },
  })
  return [
    ...(shared ? wildcards : addresses).map(info('tcp')),
    ...[...addresses, ...wildcards].map(info('udp')),
  ]
}

/**
 * Looks for a port that is free for both protocols everywhere. UDP and TCP on all
 * addresses must share one number, so the system cannot choose.
 *
 * @param firstPort - the first to look at; 0 looks at random ones
 * @throws {NodeJS.ErrnoException} when a port is not what is missing, such as
 *   `EADDRNOTAVAIL` for an address that is none of this machine
 */
export async function* findPort(plan: SocketPlan, firstPort: number): AsyncGenerator<number, void> {
  const places = plan.wildcards.length > 0 ? plan.wildcards : plan.addresses
  for (let offset = 0; offset < PORTS_TRIED; offset += 1) {
    const port = firstPort === 0 ? anyPort() : firstPort + offset
    if (port > 65_535) return
    if (await isFree(places, port)) yield port
  }
}

async function isFree(places: readonly string[], port: number): Promise<boolean> {
  for (const address of places) {
    for (const protocol of ['tcp', 'udp'] as const) {
      const error = await bindError({ protocol, address, port })
      if (!error) continue
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') return false
      throw error
    }
  }
  return true
}

function anyPort(): number {
  return 20_000 + Math.floor(Math.random() * 40_000)
}
