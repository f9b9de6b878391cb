import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'

/** Ports of a rehearsal. They stay the same for all scenarios, because browsers get them as flags. */
export interface Ports {
  /** Pages and signaling. */
  server: number
  /** First media port. */
  media: number
  /** Pages and signaling through the cable. */
  cable: number
}

/** Finds ports that nobody uses here. */
export async function findPorts(): Promise<Ports> {
  return { server: await freePort(), media: await freePort(), cable: await freePort() }
}

async function freePort(): Promise<number> {
  const server = createServer()
  server.listen(0)
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
