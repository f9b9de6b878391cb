import type { Server } from 'node:http'
import type { CertificateSource } from './certificates/certificate.ts'
import { wildcards, type MediaAddresses } from './config/addresses.ts'
import type { Config } from './config/schema.ts'
import { guestPort, sharesPort } from './config/shared-port.ts'
import { InnerDoor } from './front/inner-door.ts'
import { PortSharing } from './front/port-sharing.ts'
import { RelayHost } from './front/relay-host.ts'
import type { TlsOffer } from './front/relay-messages.ts'
import { turnSecret, turnServer, type TurnServer } from './front/turn-access.ts'
import type { MediaEngine } from './media/media-engine.ts'
import type { Logger } from './observability/logger.ts'

/** What a front works with. */
interface FrontParts {
  /** Addresses of this moment. */
  readonly addresses: () => MediaAddresses
  /** The media engine, which comes later. */
  readonly media: () => Pick<MediaEngine, 'portOfTransport'>
  readonly logger: Logger
}

// Workers take TCP on every address where the server does.
const ANY_ADDRESS_IS_HERE = '127.0.0.1'

/** The port of the pages, where it takes media too. */
export class Front {
  readonly sharing: PortSharing
  readonly relay: RelayHost
  readonly #config: Config
  readonly #secret: string | undefined
  readonly #addresses: () => MediaAddresses
  #door: InnerDoor | undefined

  private constructor(config: Config, { addresses, media, logger }: FrontParts) {
    const { listen, turn } = config
    this.#config = config
    this.#addresses = addresses
    this.#secret = turnSecret(turn)
    this.relay = new RelayHost(logger)
    const insideHost = (): string =>
      wildcards(listen.host).length > 0 ? ANY_ADDRESS_IS_HERE : (addresses().bind[0] ?? listen.host)
    this.sharing = new PortSharing({
      relay: this.relay,
      findTransport: (username) => {
        const port = media().portOfTransport(username)
        return port === undefined ? undefined : { host: insideHost(), port }
      },
      turn: this.#secret === undefined ? undefined : turn,
    })
  }

  /**
   * Lets media come to the port of the pages.
   *
   * @returns undefined where the settings keep them apart
   * @throws {Error} with what to do, when the secret of TURN cannot be read
   */
  static create(config: Config, parts: FrontParts): Front | undefined {
    if (!sharesPort(config.listen)) return undefined
    return new Front(config, parts)
  }

  /** The port as guests see it; undefined until the server listens. */
  get guestPort(): number | undefined {
    const { port } = this.sharing
    return port === undefined ? undefined : guestPort(this.#config.listen, port)
  }

  /**
   * Stands before the HTTP server, before anything guards its connections. With TURN the relay ends TLS, because
   * only what is inside tells TURN from pages.
   */
  async attach(
    server: Server,
    certificate: Pick<CertificateSource, 'pems' | 'onRenewed'> | undefined,
  ): Promise<void> {
    this.sharing.attach(server)
    if (!certificate || this.#secret === undefined) return
    const door = await InnerDoor.open((socket) => server.emit('secureConnection', socket))
    this.#door = door
    const { host, port } = this.#config.turn
    const offer = (pems: TlsOffer['pems']): void =>
      this.relay.offerTls({ pems, turn: { host, port }, pages: door.path })
    offer(certificate.pems())
    certificate.onRenewed(offer)
  }

  /** The TURN server for somebody who opened the pages under this name, with a password of their own. */
  turnServersFor(hostname: string | undefined): TurnServer[] {
    const port = this.guestPort
    if (this.#secret === undefined || hostname === undefined || port === undefined) return []
    const isSecure = this.#config.listen.tls.mode !== 'off'
    return [turnServer(this.#secret, { hostname, port, isSecure })]
  }

  /**
   * Whether guests' media from this address was relayed: what comes from this machine itself over TCP went through
   * the port of the pages, and over UDP through TURN.
   */
  isRelay(protocol: 'udp' | 'tcp', address: string): boolean {
    if (protocol === 'udp' && this.#secret === undefined) return false
    return address === ANY_ADDRESS_IS_HERE || this.#addresses().bind.includes(address)
  }

  /** Ends all that is carried. */
  close(): void {
    this.relay.close()
    this.#door?.close()
  }
}
