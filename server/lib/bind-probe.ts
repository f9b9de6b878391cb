import { createSocket } from 'node:dgram'
import { createServer, isIPv6 } from 'node:net'

/** Where a program wants to listen. */
export interface Endpoint {
  protocol: 'udp' | 'tcp'
  /** An IP address of this machine, or `0.0.0.0` or `::` for all of a family. */
  address: string
  /** 0 stands for any free port. */
  port: number
}

/**
 * Listens somewhere for a moment, to see whether it can be done and whether nobody else
 * does. A wildcard address is free only if the port is free on every address of its family.
 *
 * @returns the error of the system, such as `EADDRINUSE` for a port that is taken or
 *   `EADDRNOTAVAIL` for an address that this machine does not have, or not yet; undefined
 *   when nothing is in the way
 */
export async function bindError({
  protocol,
  address,
  port,
}: Endpoint): Promise<NodeJS.ErrnoException | undefined> {
  const ipv6Only = isIPv6(address)
  return await new Promise((resolve) => {
    if (protocol === 'udp') {
      const socket = createSocket({ type: ipv6Only ? 'udp6' : 'udp4', ipv6Only })
      socket.once('error', (error) => socket.close(() => resolve(error)))
      socket.bind({ address, port, exclusive: true }, () => socket.close(() => resolve(undefined)))
      return
    }
    const server = createServer()
    server.once('error', resolve)
    const where = { host: address, port, ipv6Only, exclusive: true }
    server.listen(where, () => server.close(() => resolve(undefined)))
  })
}
