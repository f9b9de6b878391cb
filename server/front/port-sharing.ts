import type { Server, Socket } from 'node:net'
import type { Opening } from './first-bytes.ts'
import { awaitOpening } from './opening-reader.ts'
import type { RelayHost } from './relay-host.ts'
import type { RelayTarget } from './relay-messages.ts'

/** Who gets what comes to the shared port. */
export interface PortSharingOptions {
  relay: Pick<RelayHost, 'take' | 'takesTls'>
  /** Where the transport of an ICE username fragment is; undefined for one that nobody has. */
  findTransport: (username: string) => RelayTarget | undefined
  /** The TURN server; undefined without one. */
  turn: RelayTarget | undefined
}

/** How connections began; `unknown` sought a transport or a TURN server that is not here. */
export type OpeningKind = Opening['kind'] | 'silent' | 'unknown'

type ConnectionListener = (this: Server, socket: Socket) => void

// A certificate authority asks for a proof in the handshake, which only the HTTPS server has: RFC 8737, section 4.
const CHALLENGE = 'acme-tls/1'

/**
 * Looks at the first bytes of each connection to an HTTP or HTTPS server, and leaves it to the server or hands it to
 * the relay. Media is told from pages by what it says, so that one open TCP port is enough for a meeting.
 */
export class PortSharing {
  readonly #options: PortSharingOptions
  readonly #openings: Record<OpeningKind, number> = {
    ...{ tls: 0, http: 0, ice: 0, turn: 0 },
    ...{ invalid: 0, silent: 0, unknown: 0 },
  }
  #server: Server | undefined

  constructor(options: PortSharingOptions) {
    this.#options = options
  }

  /** How many connections began in which way, since the start. */
  get openings(): Readonly<Record<OpeningKind, number>> {
    return this.#openings
  }

  /** The port that is shared; undefined while the server does not listen. */
  get port(): number | undefined {
    const address = this.#server?.address()
    return typeof address === 'object' ? address?.port : undefined
  }

  /**
   * Stands before a server. What listens to its connections from now on hears of each before it is read, as guards
   * of connections need it; who listened before gets those that are left to the server.
   */
  attach(server: Server): void {
    const listeners = server.listeners('connection') as ConnectionListener[]
    server.removeAllListeners('connection')
    this.#server = server
    server.on('connection', (socket) => {
      if (socket.destroyed) return
      const done = (opening: Opening, bytes: Buffer): void => {
        if (this.#relay(socket, opening, bytes)) return
        socket.pause()
        socket.unshift(bytes)
        for (const listener of listeners) listener.call(server, socket)
        // HTTP listens to the socket, TLS takes what lies beneath it.
        if (socket.listenerCount('data') > 0) socket.resume()
      }
      awaitOpening(socket, { done, silent: () => (this.#openings.silent += 1) })
    })
  }

  /** Hands media over, and ends what is nothing; false for what belongs to the server. */
  #relay(socket: Socket, opening: Opening, bytes: Buffer): boolean {
    const { kind } = opening
    const { relay } = this.#options
    if (kind === 'tls' || kind === 'http') {
      this.#openings[kind] += 1
      const isRelayed = kind === 'tls' && relay.takesTls && !bytes.includes(CHALLENGE)
      if (isRelayed) relay.take(socket, 'tls', bytes)
      return isRelayed
    }
    const target = kind === 'invalid' ? undefined : this.#targetOf(opening)
    if (target && kind !== 'invalid') {
      this.#openings[kind] += 1
      relay.take(socket, { kind, target }, bytes)
    } else {
      this.#openings[kind === 'invalid' ? 'invalid' : 'unknown'] += 1
      socket.on('error', () => undefined)
      socket.destroy()
    }
    return true
  }

  #targetOf(opening: Opening): RelayTarget | undefined {
    const { findTransport, turn } = this.#options
    return opening.kind === 'ice' ? findTransport(opening.username) : turn
  }
}
