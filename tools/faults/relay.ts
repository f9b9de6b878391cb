import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { layCable, type Cable } from '../harness/cable.ts'
import { PacketFate, type Impairment } from './impairment.ts'
import type { Random } from '../harness/random.ts'

/** Between which addresses a relay stands. */
export interface RelayOptions {
  /** Where clients send to: the address that the server announces. */
  address: string
  /** Media port, here and at the server. */
  port: number
  server: string
}

/** A client as the relay sees it, and the socket under which the server sees the client. */
interface Flow {
  readonly address: string
  readonly port: number
  upstream: Socket
}

const BUFFER_BYTES = 4 * 1024 * 1024

/**
 * Stands between clients and the media port of the server, on an address that the
 * server announces as its own; an ICE-lite server does not mind. It delays and
 * loses packets of a client, and gives a client another port towards the server,
 * as a NAT does that has forgotten it. TCP is passed on as it is.
 */
export class Relay {
  readonly #options: RelayOptions
  readonly #socket: Socket
  readonly #cable: Cable
  readonly #flows = new Map<string, Flow>()
  readonly #timers = new Set<NodeJS.Timeout>()
  #impaired: { address: string; up: PacketFate; down: PacketFate } | undefined

  private constructor(options: RelayOptions, socket: Socket, cable: Cable) {
    this.#options = options
    this.#socket = socket
    this.#cable = cable
    socket.on('message', (packet, { address, port }) => this.#fromClient(packet, address, port))
  }

  static async open(options: RelayOptions): Promise<Relay> {
    const { address, port, server } = options
    const socket = createSocket({ type: 'udp4', recvBufferSize: BUFFER_BYTES, sendBufferSize: BUFFER_BYTES })
    socket.bind(port, address)
    await once(socket, 'listening')
    return new Relay(options, socket, await layCable({ address, port }, { address: server, port }))
  }

  /** Does something to the packets of one address, both ways; undefined ends it. */
  impair(address: string, impairment: Impairment | undefined, random: Random = Math.random): void {
    const fate = (): PacketFate => new PacketFate(impairment ?? {}, random)
    this.#impaired = impairment && { address, up: fate(), down: fate() }
  }

  /**
   * Gives everything that comes from an address new ports towards the server, and
   * loses what still comes to the old ones.
   *
   * @returns how many ports changed
   */
  async rebind(address: string): Promise<number> {
    const flows = [...this.#flows.values()].filter((flow) => flow.address === address)
    for (const flow of flows) {
      const former = flow.upstream
      flow.upstream = this.#openUpstream(flow)
      former.close()
    }
    return flows.length
  }

  async close(): Promise<void> {
    for (const timer of this.#timers) clearTimeout(timer)
    for (const { upstream } of this.#flows.values()) upstream.close()
    this.#flows.clear()
    this.#socket.close()
    await this.#cable.close()
  }

  #fromClient(packet: Buffer, address: string, port: number): void {
    const key = `${address}:${port}`
    let flow = this.#flows.get(key)
    if (!flow) {
      const begun = { address, port }
      flow = Object.assign(begun, { upstream: this.#openUpstream(begun) })
      this.#flows.set(key, flow)
    }
    const { server, port: serverPort } = this.#options
    const { upstream } = flow
    this.#carry('up', address, () => sendQuietly(upstream, packet, { port: serverPort, address: server }))
  }

  #openUpstream(client: { address: string; port: number }): Socket {
    const upstream = createSocket({ type: 'udp4', recvBufferSize: BUFFER_BYTES })
    upstream.on('message', (packet) => {
      this.#carry('down', client.address, () => sendQuietly(this.#socket, packet, client))
    })
    // Nobody listens there while the server is down.
    upstream.on('error', () => undefined)
    return upstream
  }

  #carry(way: 'up' | 'down', address: string, deliver: () => void): void {
    if (this.#impaired?.address !== address) return deliver()
    const afterMs = this.#impaired[way].next()
    if (afterMs === undefined) return
    if (afterMs === 0) return deliver()
    const timer = setTimeout(() => {
      this.#timers.delete(timer)
      deliver()
    }, afterMs)
    this.#timers.add(timer)
  }
}

function sendQuietly(socket: Socket, packet: Buffer, to: { address: string; port: number }): void {
  try {
    socket.send(packet, to.port, to.address, () => undefined)
  } catch {
    // The socket was replaced while the packet was on its way.
  }
}
