import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import type { AdminAccess } from '../admin/admin-access.ts'
import { configSchema } from '../config/schema.ts'
import type { AddressRates } from '../limits/address-account.ts'
import { AddressAccounts } from '../limits/address-accounts.ts'
import { createSilentLogger, type Logger } from '../observability/logger.ts'
import { Metrics, type ReadMetric } from '../observability/metrics.ts'
import { RefusalLog } from '../observability/refusal-log.ts'
import type { SignInPort } from './auth-port.ts'
import { readinessMetric, type Readiness } from './readiness.ts'
import { createHttpServer, type HttpServer, type HttpServerOptions } from './server.ts'

/** A server that listens on a free port of this machine until the test ends. */
export interface TestServer {
  http: HttpServer
  /** `http://127.0.0.1:<port>` */
  origin: string
  clientDir: string
}

/** A folder that is gone after the test. */
export async function temporaryFolder(context: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'plenary-test-'))
  context.after(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** Accounts with room for everything but what is named. */
export function testAccounts(tcpConnections = 1000, rates: Partial<AddressRates> = {}): AddressAccounts {
  const rate = { perSecond: 1000, burst: 1000 }
  return new AddressAccounts({
    held: { tcpConnections, sockets: 1000, sessions: 1000, rooms: 1000, seats: 1000 },
    rates: { joins: rate, requests: rate, connections: rate, messages: rate, bytes: rate, ...rates },
  })
}

/**
 * Starts a real server around a small built client.
 *
 * @param given - `listen`, `metrics`, `embedding` and `branding` as in a file; state, gauges and files of the client; the
 *   log; most TCP connections of one address, and what it may do
 */
export async function startTestServer(
  context: TestContext,
  given: {
    listen?: object
    metrics?: object
    embedding?: object
    branding?: object
    readiness?: () => Readiness
    gauges?: ReadMetric[]
    files?: Record<string, string | Buffer>
    logger?: Logger
    tcpConnections?: number
    rates?: Partial<AddressRates>
    /** What programs are answered with, and `api` as in a file. */
    api?: { parts: HttpServerOptions['api']; settings: object }
    signIn?: SignInPort
    /** Who may open the page of the operator, and `admin` as in a file. */
    admin?: { access: AdminAccess; settings?: object }
    pictureHosts?: string[]
  } = {},
): Promise<TestServer> {
  const clientDir = join(await temporaryFolder(context), 'dist')
  await mkdir(join(clientDir, 'assets'), { recursive: true })
  const files = given.files ?? { 'index.html': '<title>the app</title>' }
  for (const [name, content] of Object.entries(files)) await writeFile(join(clientDir, name), content)
  const config = configSchema.parse({
    listen: { host: '127.0.0.1', ...given.listen },
    metrics: given.metrics,
    api: given.api?.settings,
    access: { pictureHosts: given.pictureHosts },
    embedding: given.embedding,
    admin: given.admin?.settings,
    branding: given.branding,
  })
  const readiness = given.readiness ?? (() => 'ready')
  const metrics = new Metrics()
  metrics.addReads([readinessMetric(readiness), ...(given.gauges ?? [])])
  const logger = given.logger ?? createSilentLogger()
  const refusals = new RefusalLog(logger)
  context.after(() => refusals.close())
  const http = await createHttpServer({
    config,
    logger,
    refusals,
    readiness,
    clientDir,
    metrics,
    accounts: testAccounts(given.tcpConnections, given.rates),
    api: given.api?.parts,
    signIn: given.signIn ?? null,
    admin: given.admin?.access,
    addresses: { outside: [] },
  })
  context.after(() => http.close())
  await http.listen({ host: '127.0.0.1', port: 0 })
  const { port } = http.server.address() as AddressInfo
  return { http, clientDir, origin: `http://127.0.0.1:${port}` }
}
