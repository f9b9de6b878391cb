import type { IncomingMessage } from 'node:http'
import { adviseOnProxy } from '../observability/proxy-advice.ts'
import type { RefusalLog } from '../observability/refusal-log.ts'

/** What an Engine.IO server says of a handshake that it refused. */
interface HandshakeError {
  readonly req?: IncomingMessage
  readonly context?: { readonly name?: string }
}

interface HandshakeEngine {
  on(event: 'connection_error', listener: (error: HandshakeError) => void): void
  on(event: 'connection', listener: (session: { request: IncomingMessage }) => void): void
}

/** Where mistakes are told, and who is behind a request. */
export interface HandshakeWatchOptions {
  refusals: RefusalLog
  clientAddress: (request: IncomingMessage) => string
}

// RFC 1918, RFC 4193, loopback: where proxies are, and strangers on the internet are not.
const NEAR = /^(127\.|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|::1$|f[cd])/i

/** Sees at handshakes what a proxy in front does wrong, and tells the operator. */
export class HandshakeWatch {
  readonly #options: HandshakeWatchOptions

  constructor(options: HandshakeWatchOptions) {
    this.#options = options
  }

  /** Looks at all handshakes of a server from now on. */
  attach(engine: HandshakeEngine): void {
    engine.on('connection_error', ({ req, context }) => {
      // Engine.IO: a WebSocket was meant, and it came as a request without `Upgrade`.
      if (context?.name === 'TRANSPORT_HANDSHAKE_ERROR') this.#tellUpgrade(req)
    })
    engine.on('connection', ({ request }) => this.#lookForAddress(request))
  }

  #tellUpgrade(request: IncomingMessage | undefined): void {
    const { headers, socket } = request ?? {}
    adviseOnProxy(this.#options.refusals, 'upgrade', { host: headers?.host, from: socket?.remoteAddress })
  }

  #lookForAddress(request: IncomingMessage): void {
    const forwarded = request.headers['x-forwarded-for']
    const from = this.#options.clientAddress(request)
    const peer = (request.socket.remoteAddress ?? '').replace(/^::ffff:/i, '')
    if (forwarded === undefined || from !== peer || !NEAR.test(peer)) return
    adviseOnProxy(this.#options.refusals, 'address', { from, forwarded: [forwarded].flat().join(', ') })
  }
}
