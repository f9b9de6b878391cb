import type { IncomingMessage, RequestListener, Server } from 'node:http'
import { fastify, type FastifyInstance, type FastifyRequest } from 'fastify'
import { ERRORS } from '../../protocol/index.ts'
import { loadBranding } from '../branding/branding.ts'
import type { CertificateSource, CertificateState } from '../certificates/certificate.ts'
import { openCertificate } from '../certificates/open-certificate.ts'
import { createSecureServer } from '../certificates/secure-server.ts'
import { publicAddress } from '../config/public-url.ts'
import type { Config } from '../config/schema.ts'
import { createServer as createPlainServer } from '../lib/plain-http.ts'
import type { AddressAccounts } from '../limits/address-accounts.ts'
import type { Logger } from '../observability/logger.ts'
import type { Metrics } from '../observability/metrics.ts'
import type { RefusalLog } from '../observability/refusal-log.ts'
import type { AdminAccess } from '../admin/admin-access.ts'
import { OperatorSessions, type OperatorSessionsOptions } from './admin/operator-sessions.ts'
import { registerAdmin } from './admin/register-admin.ts'
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

/** Pages and status addresses, over HTTP or HTTPS. */
export interface HttpServer {
  /** The server below, to which signaling attaches itself before `listen`. */
  readonly server: Server
  /** Why a request may not use a signaling connection, by its host and its origin; undefined if it may. */
  refusalOf(request: TargetedRequest): DoorRefusal | undefined
  /** The certificate of this moment; undefined where the server speaks plain HTTP. */
  readonly certificate: CertificateState | undefined
  /** What a browser shows of being signed in; undefined when it shows nothing. It proves nothing yet. */
  sessionOf(request: TargetedRequest): string | undefined
  /** Whether whoever sent a request is signed in as an operator. */
  isOperator(request: IncomingMessage): boolean
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
  /** What looks at connections before they are HTTP; without it all of them are. */
  front?: { attach(server: Server, certificate: CertificateSource | undefined): Promise<void> } | undefined
  /** What programs are answered with; without it there is no API. */
  api?: ApiParts | undefined
  /** Who may open the page of the operator; without it there is none. */
  admin?: AdminAccess | undefined
  /** Accounts of elsewhere; null where nobody can sign in. */
  signIn: SignInPort | null
  /** Under which public IP addresses this server is reached at this moment, the best one first. */
  addresses: { readonly outside: readonly string[] }
}

// Nothing large is ever posted; files that a page needs are only read.
const BODY_MAX_BYTES = 65_536
// A request that takes longer to arrive is an attack or a broken line.
const REQUEST_TIMEOUT_MS = 30_000
// So does one whose headers, or whose TLS handshake, are not there after this.
const HEADERS_TIMEOUT_MS = 5000
// Node.js looks for late requests every half minute otherwise.
const LATE_CHECK_INTERVAL_MS = 1000

// Zod looks at what comes in. Without these, Fastify loads a hundred modules that compile JSON schemas.
const NO_SCHEMAS = { compilersFactory: { buildValidator: noSchemas, buildSerializer: noSchemas } }

function noSchemas(): never {
  throw new Error('Routes of this server have no JSON schemas; parse with zod in the handler.')
}

/**
 * Builds the HTTP server; it does not listen yet.
 *
 * @throws {Error} when the certificate cannot be read, with what to do
 */
export async function createHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const { config, logger, clientDir, refusals } = options
  const { trustProxy } = config.listen
  const address = publicAddress(config.listen.publicUrl)
  const prefix = address?.prefix ?? ''
  const home = `${prefix}/`
  const branding = loadBranding(config.branding)
  for (const note of branding.notes) logger.info(note)
  const handleError = createErrorHandler(logger, home)
  const handleApiError = options.api ? createApiErrorHandler(logger) : handleError
  const isProxy = createIsProxy(trustProxy)
  const { accounts } = options
  const guarded = (server: Server): void => guardConnections(server, { accounts, isProxy, refusals })
  const certificate = await openCertificate({ ...config, ...options, guard: guarded })
  const requests = new RequestGuard({
    accounts,
    isProxy,
    clientAddress: createClientAddress(trustProxy),
    refusals,
  })
  const instance = fastify({
    serverFactory: (handler) => createServer(requests.guard(handler), certificate),
    // Socket.IO's own connections are not Fastify's to close; idle browsers are.
    forceCloseConnections: true,
    trustProxy,
    bodyLimit: BODY_MAX_BYTES,
    routerOptions: { maxParamLength: 1024 },
    schemaController: NO_SCHEMAS,
    frameworkErrors: (error, request, reply) =>
      void (isOfApi(request.url) ? handleApiError : handleError)(error, request, reply),
  })
  await options.front?.attach(instance.server, certificate)
  guarded(instance.server)
  const { allowedParents } = config.embedding
  await registerHeaders(instance, certificate, config.access.pictureHosts, allowedParents)
  const door = new Door({ listen: config.listen, refusals })
  guard(instance, door, home)
  registerErrors(instance, handleError, { home, isPublic: address !== undefined, refusals })
  registerStatus(instance, {
    ...options,
    mayReadMetrics: createMetricsAccess(config.metrics, trustProxy),
    home,
  })
  const siteOf = createSite(config.listen)
  const operators = createOperators(options, { siteOf, door })
  const operatorOf = operators && ((request: FastifyRequest) => operators.keyOf(request))
  if (options.api) await registerApi(instance, { ...options, ...options.api, home, operatorOf })
  if (operators) await registerOperators(instance, operators, { ...options, home })
  registerAuth(instance, { signIn: options.signIn, siteOf, door, home })
  await registerPages(instance, clientDir, address, options.signIn?.name, allowedParents, branding)
  await instance.ready()
  if (!isClientBuilt(clientDir)) logger.warn({ clientDir }, 'pages are not built; run "npm run build"')
  return wrap(instance, { certificate, door, prefix, requests, siteOf, operators })
}

/** Who is an operator; undefined where there is no page for them, or nothing that it could show. */
function createOperators(
  options: HttpServerOptions,
  parts: Pick<OperatorSessionsOptions, 'siteOf' | 'door'>,
): OperatorSessions | undefined {
  const { admin, api } = options
  return admin && api ? new OperatorSessions({ ...options, ...parts, access: admin }) : undefined
}

async function registerOperators(
  instance: FastifyInstance,
  sessions: OperatorSessions,
  { config: { admin }, signIn, logger, home }: HttpServerOptions & { home: string },
): Promise<void> {
  const signInName = admin.groups.length === 0 ? null : (signIn?.name ?? null)
  await registerAdmin(instance, { sessions, logger, signInName, hasSocketPage: admin.socketIo, home })
}

/** Refuses requests for other hosts before anything else is done for them. */
function guard(instance: FastifyInstance, door: Door, home: string): void {
  instance.addHook('onRequest', async (request, reply) => {
    if (PROBES.includes(request.routeOptions.url ?? '') || door.isForThisHost(request.raw)) return
    // RFC 9110, section 15.5.20: Misdirected Request.
    return sendRefusal(request, reply, 421, home, 'host_refused', ERRORS.host_refused)
  })
}

function createServer(handler: RequestListener, certificate: CertificateSource | undefined): Server {
  const timeouts = {
    requestTimeout: REQUEST_TIMEOUT_MS,
    headersTimeout: HEADERS_TIMEOUT_MS,
    connectionsCheckingInterval: LATE_CHECK_INTERVAL_MS,
  }
  if (!certificate) return createPlainServer(timeouts, handler)
  return createSecureServer(certificate, { ...timeouts, handshakeTimeout: HEADERS_TIMEOUT_MS }, handler)
}

function wrap(
  instance: FastifyInstance,
  parts: {
    certificate: CertificateSource | undefined
    door: Door
    prefix: string
    requests: RequestGuard
    siteOf: ReturnType<typeof createSite>
    operators: OperatorSessions | undefined
  },
): HttpServer {
  const { certificate, door, prefix, requests, siteOf, operators } = parts
  let closed: Promise<void> | undefined
  return {
    server: instance.server,
    get certificate() {
      return certificate?.state()
    },
    refusalOf: (request) => door.refusalOf(request),
    sessionOf: (request) => {
      const site = siteOf(request)
      return site && readCookie(request.headers, 'session', site)
    },
    isOperator: (request) => operators?.isSignedIn({ raw: request }) ?? false,
    async listen({ host, port }) {
      serveBelow(instance.server, prefix)
      requests.attach(instance.server)
      await instance.listen({ host, port, listenTextResolver: () => '' })
      await certificate?.start()
    },
    close() {
      closed ??= Promise.all([certificate?.close(), instance.close()]).then(() => undefined)
      return closed
    },
  }
}
