import type { Socket } from 'node:net'
import { createServer, type Server, type TLSSocket } from 'node:tls'
import { awaitOpening } from './opening-reader.ts'
import { introduction } from './inner-door.ts'
import type { TlsOffer } from './relay-messages.ts'
import type { Relay } from './relay.ts'

// As long as the HTTPS server gives.
const HANDSHAKE_TIMEOUT_MS = 5000

/** Ends TLS in the relay process, and sends pages and TURN where they belong by what is inside. */
export class RelayTls {
  readonly #relay: Pick<Relay, 'carry'>
  #offer: TlsOffer | undefined
  #server: Server | undefined

  constructor(relay: Pick<Relay, 'carry'>) {
    this.#relay = relay
  }

  /** Takes a certificate, the first or a renewed one: connections that are open go on. */
  use(offer: TlsOffer): void {
    this.#offer = offer
    if (this.#server) {
      this.#server.setSecureContext(offer.pems)
      return
    }
    const settings = { ...offer.pems, handshakeTimeout: HANDSHAKE_TIMEOUT_MS, ALPNProtocols: ['http/1.1'] }
    this.#server = createServer(settings, (secure) => this.#receive(secure))
    this.#server.on('tlsClientError', (_error, secure) => secure.destroy())
  }

  /** Begins TLS on a connection of which some bytes were read. */
  accept(guest: Socket, opening: Buffer): void {
    if (!this.#server) {
      guest.destroy()
      return
    }
    guest.unshift(opening)
    this.#server.emit('connection', guest)
  }

  #receive(secure: TLSSocket): void {
    awaitOpening(secure, {
      done: ({ kind }, bytes) => {
        secure.pause()
        const offer = this.#offer
        if (offer && kind === 'turn') {
          this.#relay.carry({ kind, guest: secure, target: offer.turn, first: bytes })
        } else if (offer && kind === 'http') {
          const first = Buffer.concat([introduction(secure), bytes])
          this.#relay.carry({ kind: 'pages', guest: secure, target: { path: offer.pages }, first })
        } else {
          secure.destroy()
        }
      },
    })
  }
}
