import type { Server, Socket } from 'node:net'
import { OPENING_BYTES_MAX, readOpening, type Opening } from './first-bytes.ts'
import type { RelayHost } from './relay-host.ts'
import type { RelayedKind, RelayTarget } from './relay-messages.ts'

/** Who gets what comes to the shared port. */
export interface PortSharingOptions {
  relay: Pick<RelayHost, 'take'>
  /** Where the transport of an ICE username fragment is; undefined for one that nobody has. */
  findTransport: (username: string) => RelayTarget | undefined
  /** The TURN server; undefined without one. */
  turn: RelayTarget | undefined
}

/** How connections began; `unknown` sought a transport or a TURN server that is not here. */
export type OpeningKind = Opening['kind'] | 'silent' | 'unknown'

type ConnectionListener = (this: Server, socket: Socket) => void

// A browser begins to speak as soon as it is connected; headers and TLS handshakes have as long.
const OPENING_TIMEOUT_MS = 5000

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
      this.#readOpening(socket, (opening, bytes) => {
        if (this.#relay(socket, opening, bytes)) return
        socket.pause()
        socket.unshift(bytes)
        for (const listener of listeners) listener.call(server, socket)
        // HTTP listens to the socket, TLS takes what lies beneath it.
        if (socket.listenerCount('data') > 0) socket.resume()
      })
    })
  }

  /** Reads until it is known what a connection speaks; ends it when that takes too long. */
  #readOpening(socket: Socket, done: (opening: Opening, bytes: Buffer) => void): void {
    let bytes: Buffer = Buffer.alloc(0)
    const stop = (): void => {
      clearTimeout(timer)
      socket.off('data', read).off('end', giveUp).off('error', giveUp).off('close', stop)
    }
    const giveUp = (): void => {
      stop()
      this.#openings.silent += 1
      // An error may follow, which nobody else listens to.
      socket.on('error', () => undefined)
      socket.destroy()
    }
    const read = (chunk: Buffer): void => {
      bytes = bytes.length === 0 ? chunk : Buffer.concat([bytes, chunk])
      const opening = readOpening(bytes) ?? (bytes.length > OPENING_BYTES_MAX ? INVALID : undefined)
      if (!opening) return
      stop()
      done(opening, bytes)
    }
    const timer = setTimeout(giveUp, OPENING_TIMEOUT_MS)
    timer.unref()
    socket.on('data', read).once('end', giveUp).once('error', giveUp).once('close', stop)
  }

  /** Hands media over, and ends what is nothing; false for what belongs to the server. */
  #relay(socket: Socket, opening: Opening, bytes: Buffer): boolean {
    const { kind } = opening
    if (kind === 'tls' || kind === 'http') {
      this.#openings[kind] += 1
      return false
    }
    const target = kind === 'invalid' ? undefined : this.#targetOf(opening)
    if (target) {
      this.#openings[kind] += 1
      this.#options.relay.take(socket, { kind: kind as RelayedKind, target, opening: bytes })
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

const INVALID: Opening = { kind: 'invalid' }
