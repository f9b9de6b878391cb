import { createServer as createPlainServer, type RequestListener, type Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { fastify, type FastifyInstance } from 'fastify'
import { ERRORS } from '../../protocol/index.ts'
import { loadBranding } from '../branding/branding.ts'
import { publicAddress } from '../config/public-url.ts'
import type { Config } from '../config/schema.ts'
import type { AddressAccounts } from '../limits/address-accounts.ts'
import type { Logger } from '../observability/logger.ts'
import type { Metrics } from '../observability/metrics.ts'
import type { RefusalLog } from '../observability/refusal-log.ts'
import { createApiErrorHandler, isOfApi, registerApi, type ApiParts } from './api/register-api.ts'
import { readCookie } from './auth-cookies.ts'
import type { SignInPort } from './auth-port.ts'
import { createSite } from './auth-site.ts'
import { registerAuth } from './auth.ts'
import { createClientAddress, createIsProxy } from './client-address.ts'
import { guardConnections } from './connection-guard.ts'
import { Door, type DoorRefusal } from './door.ts'
import { createErrorHandler, registerErrors, sendRefusal } from './errors.ts'
import { registerHeaders } from './headers.ts'
import { createMetricsAccess } from './metrics-access.ts'
import { isClientBuilt, registerPages } from './pages.ts'
import { serveBelow } from './prefix.ts'
import type { Readiness } from './readiness.ts'
import { RequestGuard } from './request-guard.ts'
import type { TargetedRequest } from './request-target.ts'
import { PROBES, registerStatus } from './status.ts'
import { loadCredentials, type Credentials } from './tls.ts'

/** Pages and status addresses, over HTTP or HTTPS. */
export interface HttpServer {
  /** The server below, to which signaling attaches itself before `listen`. */
  readonly server: Server
  /** Why a request may not use a signaling connection, by its host and its origin; undefined if it may. */
  refusalOf(request: TargetedRequest): DoorRefusal | undefined
  /** What a browser shows of being signed in; undefined when it shows nothing. It proves nothing yet. */
  sessionOf(request: TargetedRequest): string | undefined
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
  /** Where refusals of strangers and mistakes of a proxy are told. */
  refusals: RefusalLog
  /** What `/metrics` tells. */
  metrics: Metrics
  /** What TCP connections are charged to. */
  accounts: AddressAccounts
  /** What programs are answered with; without it there is no API. */
  api?: ApiParts | undefined
  /** Accounts of elsewhere; null where nobody can sign in. */
  signIn: SignInPort | null
}

// Nothing large is ever posted; files that a page needs are only read.
const BODY_MAX_BYTES = 65_536
// A request that takes longer to arrive is an attack or a broken line.
const REQUEST_TIMEOUT_MS = 30_000
// So does one whose headers, or whose TLS handshake, are not there after this.
const HEADERS_TIMEOUT_MS = 5000
// Node.js looks for late requests every half minute otherwise.
const LATE_CHECK_INTERVAL_MS = 1000

/**
 * Builds the HTTP server; it does not listen yet.
 *
 * @throws {Error} when the certificate cannot be read, with what to do
 */
export async function createHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const { config, logger, clientDir, refusals } = options
  const { tls, trustProxy } = config.listen
  const address = publicAddress(config.listen.publicUrl)
  const prefix = address?.prefix ?? ''
  const home = `${prefix}/`
  const branding = loadBranding(config.branding)
  for (const note of branding.notes) logger.info(note)
  const credentials = tls.mode === 'off' ? undefined : await loadCredentials(config.listen, logger)
  const handleError = createErrorHandler(logger, home)
  const handleApiError = options.api ? createApiErrorHandler(logger) : handleError
  const isProxy = createIsProxy(trustProxy)
  const { accounts } = options
  const requests = new RequestGuard({
    accounts,
    isProxy,
    clientAddress: createClientAddress(trustProxy),
    refusals,
  })
  const instance = fastify({
    serverFactory: (handler) => createServer(requests.guard(handler), credentials),
    // Socket.IO's own connections are not Fastify's to close; idle browsers are.
    forceCloseConnections: true,
    trustProxy,
    bodyLimit: BODY_MAX_BYTES,
    routerOptions: { maxParamLength: 1024 },
    frameworkErrors: (error, request, reply) =>
      void (isOfApi(request.url) ? handleApiError : handleError)(error, request, reply),
  })
  guardConnections(instance.server, { accounts, isProxy, refusals })
  const { allowedParents } = config.embedding
  await registerHeaders(instance, tls.mode, config.access.pictureHosts, allowedParents)
  const door = new Door({ listen: config.listen, refusals })
  guard(instance, door, home)
  registerErrors(instance, handleError, { home, isPublic: address !== undefined, refusals })
  registerStatus(instance, {
    ...options,
    mayReadMetrics: createMetricsAccess(config.metrics, trustProxy),
    home,
  })
  if (options.api) await registerApi(instance, { ...options, ...options.api, home })
  const siteOf = createSite(config.listen)
  registerAuth(instance, { signIn: options.signIn, siteOf, door, home })
  await registerPages(instance, clientDir, address, options.signIn?.name, allowedParents, branding)
  await instance.ready()
  if (!isClientBuilt(clientDir)) logger.warn({ clientDir }, 'pages are not built; run "npm run build"')
  return wrap(instance, { credentials, door, prefix, requests, siteOf })
}

/** Refuses requests for other hosts before anything else is done for them. */
function guard(instance: FastifyInstance, door: Door, home: string): void {
  instance.addHook('onRequest', async (request, reply) => {
    if (PROBES.includes(request.routeOptions.url ?? '') || door.isForThisHost(request.raw)) return
    // RFC 9110, section 15.5.20: Misdirected Request.
    return sendRefusal(request, reply, 421, home, 'host_refused', ERRORS.host_refused)
  })
}

function createServer(handler: RequestListener, credentials: Credentials | undefined): Server {
  const timeouts = {
    requestTimeout: REQUEST_TIMEOUT_MS,
    headersTimeout: HEADERS_TIMEOUT_MS,
    connectionsCheckingInterval: LATE_CHECK_INTERVAL_MS,
  }
  const server = credentials
    ? createTlsServer({ ...credentials.pems(), ...timeouts, handshakeTimeout: HEADERS_TIMEOUT_MS }, handler)
    : createPlainServer(timeouts, handler)
  credentials?.onRenewed((pems) => {
    if ('setSecureContext' in server) server.setSecureContext(pems)
  })
  return server
}

function wrap(
  instance: FastifyInstance,
  parts: {
    credentials: Credentials | undefined
    door: Door
    prefix: string
    requests: RequestGuard
    siteOf: ReturnType<typeof createSite>
  },
): HttpServer {
  const { credentials, door, prefix, requests, siteOf } = parts
  let closed: Promise<void> | undefined
  return {
    server: instance.server,
    refusalOf: (request) => door.refusalOf(request),
    sessionOf: (request) => {
      const site = siteOf(request)
      return site && readCookie(request.headers, 'session', site)
    },
    async listen({ host, port }) {
      serveBelow(instance.server, prefix)
      requests.attach(instance.server)
      await instance.listen({ host, port, listenTextResolver: () => '' })
    },
    close() {
      credentials?.close()
      closed ??= instance.close()
      return closed
    },
  }
}
