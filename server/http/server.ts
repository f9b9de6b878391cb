import { createServer as createPlainServer, type RequestListener, type Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { fastify, type FastifyInstance } from 'fastify'
import { publicAddress } from '../config/public-url.ts'
import type { Config } from '../config/schema.ts'
import type { Logger } from '../observability/logger.ts'
import type { Metrics } from '../observability/metrics.ts'
import type { ProxyAdvice } from '../observability/proxy-advice.ts'
import { createErrorHandler, registerErrors } from './errors.ts'
import { registerHeaders } from './headers.ts'
import { isClientBuilt, registerPages } from './pages.ts'
import { serveBelow } from './prefix.ts'
import type { Readiness } from './readiness.ts'
import { registerStatus } from './status.ts'
import { loadCredentials, type Credentials } from './tls.ts'

/** Pages and status addresses, over HTTP or HTTPS. */
export interface HttpServer {
  /** The server below, to which signaling attaches itself before `listen`. */
  readonly server: Server
  /**
   * Starts to listen.
   *
   * @throws {NodeJS.ErrnoException} such as `EADDRINUSE`, with `address` and `port`
   */
  listen(where: { host: string; port: number }): Promise<void>
  /** Stops listening and ends every request. May be called more than once. */
  close(): Promise<void>
}

/** What the HTTP server needs of the rest. */
export interface HttpServerOptions {
  config: Config
  logger: Logger
  readiness: () => Readiness
  /** Folder of the built client. */
  clientDir: string
  /** Is told of mistakes of the proxy in front. */
  advice: ProxyAdvice
  /** What `/metrics` tells. */
  metrics: Metrics
}

// Nothing large is ever posted; files that a page needs are only read.
const BODY_MAX_BYTES = 65_536
// A request that takes longer to arrive is an attack or a broken line.
const REQUEST_TIMEOUT_MS = 30_000

/**
 * Builds the HTTP server; it does not listen yet.
 *
 * @throws {Error} when the certificate cannot be read, with what to do
 */
export async function createHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const { config, logger, clientDir } = options
  const { tls, trustProxy } = config.listen
  const address = publicAddress(config.listen.publicUrl)
  const prefix = address?.prefix ?? ''
  const credentials = tls.mode === 'off' ? undefined : await loadCredentials(config.listen, logger)
  const handleError = createErrorHandler(logger, `${prefix}/`)
  const instance = fastify({
    serverFactory: (handler) => createServer(handler, credentials),
    // Socket.IO's own connections are not Fastify's to close; idle browsers are.
    forceCloseConnections: true,
    trustProxy,
    bodyLimit: BODY_MAX_BYTES,
    routerOptions: { maxParamLength: 1024 },
    frameworkErrors: (error, request, reply) => void handleError(error, request, reply),
  })
  await registerHeaders(instance, tls.mode)
  registerErrors(instance, handleError, { home: `${prefix}/`, advice: options.advice })
  registerStatus(instance, options.readiness, options.metrics)
  await registerPages(instance, clientDir, address)
  await instance.ready()
  if (!isClientBuilt(clientDir)) logger.warn({ clientDir }, 'pages are not built; run "npm run build"')
  return wrap(instance, credentials, prefix)
}

function createServer(handler: RequestListener, credentials: Credentials | undefined): Server {
  const server = credentials ? createTlsServer(credentials.pems(), handler) : createPlainServer(handler)
  server.requestTimeout = REQUEST_TIMEOUT_MS
  credentials?.onRenewed((pems) => {
    if ('setSecureContext' in server) server.setSecureContext(pems)
  })
  return server
}

function wrap(instance: FastifyInstance, credentials: Credentials | undefined, prefix: string): HttpServer {
  let closed: Promise<void> | undefined
  return {
    server: instance.server,
    async listen({ host, port }) {
      serveBelow(instance.server, prefix)
      await instance.listen({ host, port, listenTextResolver: () => '' })
    },
    close() {
      credentials?.close()
      closed ??= instance.close()
      return closed
    },
  }
}
