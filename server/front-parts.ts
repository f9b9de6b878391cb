import type { Config } from './config/schema.ts'
import { guestPort, sharesPort } from './config/shared-port.ts'
import { wildcards, type MediaAddresses } from './config/addresses.ts'
import { PortSharing } from './front/port-sharing.ts'
import { RelayHost } from './front/relay-host.ts'
import type { MediaEngine } from './media/media-engine.ts'
import type { Logger } from './observability/logger.ts'

/** The port of the pages, where it takes media too. */
export interface Front {
  readonly sharing: PortSharing
  readonly relay: RelayHost
  /** The port as guests see it; undefined until the server listens. */
  readonly guestPort: number | undefined
  close(): void
}

// Workers take TCP on every address where the server does.
const ANY_ADDRESS_IS_HERE = '127.0.0.1'

/**
 * Lets media come to the port of the pages; the relay runs from then on.
 *
 * @param parts - addresses of this moment, and the media engine, which comes later
 * @returns undefined where the settings keep them apart
 */
export function createFront(
  { listen }: Config,
  parts: {
    addresses: () => MediaAddresses
    media: () => Pick<MediaEngine, 'portOfTransport'>
    logger: Logger
  },
): Front | undefined {
  if (!sharesPort(listen)) return undefined
  const relay = new RelayHost(parts.logger)
  const insideHost = (): string =>
    wildcards(listen.host).length > 0 ? ANY_ADDRESS_IS_HERE : (parts.addresses().bind[0] ?? listen.host)
  const sharing = new PortSharing({
    relay,
    findTransport: (username) => {
      const port = parts.media().portOfTransport(username)
      return port === undefined ? undefined : { host: insideHost(), port }
    },
    turn: undefined,
  })
  relay.start()
  return {
    sharing,
    relay,
    get guestPort() {
      return sharing.port === undefined ? undefined : guestPort(listen, sharing.port)
    },
    close: () => relay.close(),
  }
}
