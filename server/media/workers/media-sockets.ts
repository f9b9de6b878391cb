import type { WebRtcServer, Worker } from 'mediasoup/types'
import type { Logger } from '../../observability/logger.ts'
import type { MediaSettings } from '../settings.ts'
import { findPort, listenInfos, type SocketPlan } from './socket-plan.ts'

// The system's words for EADDRINUSE and EADDRNOTAVAIL, which are all that the worker passes on.
const IN_USE = /address already in use/i
const NOT_AVAILABLE = /address not available/i

/** What the sockets of a worker are opened with. */
export interface MediaSocketsOptions {
  /** Id of the worker, for the log. */
  id: string
  mediasoupWorker: Pick<Worker, 'createWebRtcServer'>
  settings: Pick<MediaSettings, 'listen' | 'socketBufferBytes'>
  logger: Logger
}

/**
 * The sockets that all WebRTC transports of a worker share.
 *
 * mediasoup can neither add a socket to a WebRtcServer nor move a transport to another
 * one. So an address that appears while people are connected is served by the wildcard
 * sockets, and gets a UDP socket of its own as soon as nobody is. Until then UDP to it
 * works where the system answers from that same address by itself, which it does unless
 * several addresses share an interface, and TCP works always.
 * Source: mediasoup documentation, "WebRtcServer".
 */
export class MediaSockets {
  readonly #options: MediaSocketsOptions
  #server: WebRtcServer | undefined
  #port: number
  /** What the sockets were opened for. */
  #addresses: readonly string[] = []
  /** Transports that are open or being opened. */
  #users = 0
  #opening: Promise<WebRtcServer> | undefined

  private constructor(options: MediaSocketsOptions, firstPort: number) {
    this.#options = options
    this.#port = firstPort
  }

  /**
   * Opens the sockets.
   *
   * @param firstPort - the first port to try; 0 takes any free one
   * @throws {Error} when no port is free, or the one address is none of this machine
   */
  static async open(options: MediaSocketsOptions, firstPort: number): Promise<MediaSockets> {
    const sockets = new MediaSockets(options, firstPort)
    await sockets.#open()
    return sockets
  }

  /** The port of all of them. */
  get port(): number {
    return this.#port
  }

  /**
   * Makes a transport on the sockets, after opening them anew when the addresses of the
   * machine changed and nobody uses them.
   *
   * @param create - makes it on this WebRtcServer
   * @throws {Error} what `create` throws, or when no port is free any more
   */
  async use<T extends { observer: { once(event: 'close', listener: () => void): unknown } }>(
    create: (server: WebRtcServer) => Promise<T>,
  ): Promise<T> {
    // Counted before anything is awaited: from then on the sockets stay as they are.
    this.#users += 1
    const leave = (): void => {
      this.#users -= 1
    }
    try {
      const transport = await create(await this.#current())
      transport.observer.once('close', leave)
      return transport
    } catch (error) {
      leave()
      throw error
    }
  }

  #current(): Promise<WebRtcServer> | WebRtcServer {
    if (this.#opening) return this.#opening
    const { addresses, wildcards } = this.#options.settings.listen
    const isCurrent = wildcards.length === 0 || addresses() === this.#addresses
    // The caller is one of the users.
    if (this.#server && (isCurrent || this.#users > 1)) return this.#server
    return this.#open()
  }

  #open(): Promise<WebRtcServer> {
    this.#opening = this.#listen().finally(() => (this.#opening = undefined))
    return this.#opening
  }

  async #listen(): Promise<WebRtcServer> {
    const { listen } = this.#options.settings
    const plan = { addresses: listen.addresses(), wildcards: listen.wildcards }
    const server = (await this.#listenAgain(plan)) ?? (await this.#listenSomewhere(plan))
    this.#server = server
    this.#addresses = plan.addresses
    return server
  }

  /** Closes the sockets and opens others with the same port; undefined when there are none, or it is taken. */
  async #listenAgain(plan: SocketPlan): Promise<WebRtcServer | undefined> {
    if (!this.#server) return undefined
    this.#server.close()
    this.#server = undefined
    // The worker does one after the other, so nobody needs to look whether the port is free.
    return await this.#listenOn(plan, this.#port)
  }

  /** @throws {Error} when no port is free */
  async #listenSomewhere(plan: SocketPlan): Promise<WebRtcServer> {
    const wanted = this.#port
    for await (const port of findPort(plan, wanted)) {
      const server = await this.#listenOn(plan, port)
      if (!server) continue
      this.#port = port
      if (wanted !== 0 && port !== wanted) this.#tellPort(wanted, port)
      return server
    }
    throw new Error(
      `No media port from ${wanted} on could be opened on ${[...plan.wildcards, ...plan.addresses].join(', ')}. ` +
        'Choose another with --media-port, or another address with --host.',
    )
  }

  /**
   * @returns undefined when somebody took the port
   * @throws {Error} when the worker ended, or refuses for another reason
   */
  async #listenOn(plan: SocketPlan, port: number): Promise<WebRtcServer | undefined> {
    const { mediasoupWorker, settings, id, logger } = this.#options
    try {
      return await mediasoupWorker.createWebRtcServer({
        listenInfos: listenInfos(plan, port, settings.socketBufferBytes),
      })
    } catch (error) {
      if (IN_USE.test(String(error))) return undefined
      if (!NOT_AVAILABLE.test(String(error)) || !canSpareAddresses(plan)) throw error
      logger.warn({ worker: id, err: error }, 'an address went while it was opened; listening on all at once')
      // The wildcards do without it, until the machine says that its addresses changed.
      return await this.#listenOn({ addresses: [], wildcards: plan.wildcards }, port)
    }
  }

  #tellPort(wanted: number, port: number): void {
    const { id, logger } = this.#options
    logger.warn({ worker: id, wanted, port }, 'media port taken; open this one in the firewall instead')
  }
}

function canSpareAddresses({ addresses, wildcards }: SocketPlan): boolean {
  return wildcards.length > 0 && addresses.length > 0
}
