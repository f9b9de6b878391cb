import type { RequestListener } from 'node:http'
import { createServer, type Server, type ServerOptions } from 'node:https'
import type { TLSSocket } from 'node:tls'
import { ACME_PROTOCOL } from './acme/challenge-answers.ts'
import type { CertificateSource } from './certificate.ts'

// What browsers and `fetch` speak; a client that asks for other protocols alone is refused, as Node.js does by default.
const HTTP_PROTOCOL = 'http/1.1'

/**
 * An HTTPS server that serves the certificate of a source and goes over to each new one while connections go on.
 * Where a certificate authority asks, it is answered by what it says in the handshake itself (TLS-ALPN-01, RFC 8737),
 * whoever accepted the connection.
 *
 * @param options - time limits
 */
export function createSecureServer(
  source: CertificateSource,
  options: ServerOptions,
  handler: RequestListener,
): Server {
  const server = createServer({ ...options, ...source.pems(), ...challengeOptions(source) }, handler)
  source.onRenewed((pems) => server.setSecureContext(pems))
  // RFC 8737, section 3: such a connection ends after its handshake. Whoever speaks on gets nothing.
  server.prependListener('secureConnection', (socket) => {
    if (socket.alpnProtocol === ACME_PROTOCOL) socket.destroy()
  })
  return server
}

function challengeOptions(source: CertificateSource): ServerOptions {
  if (!source.challengeContext) return {}
  return {
    // Node.js calls it with the socket as `this`, so that `setKeyCert` can choose the certificate for this one.
    ALPNCallback(this: TLSSocket, { servername, protocols }) {
      if (!protocols.includes(ACME_PROTOCOL)) {
        return protocols.includes(HTTP_PROTOCOL) ? HTTP_PROTOCOL : undefined
      }
      const context = servername ? source.challengeContext?.(servername) : undefined
      if (!context) return undefined
      this.setKeyCert(context)
      return ACME_PROTOCOL
    },
  }
}
