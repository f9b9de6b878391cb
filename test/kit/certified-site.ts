import { once } from 'node:events'
import type { IncomingMessage, Server as HttpServer } from 'node:http'
import { Agent, get, type Server } from 'node:https'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { TLSSocket, type PeerCertificate } from 'node:tls'
import { AcmeSource, type AcmeSourceOptions } from '../../server/certificates/acme/acme-source.ts'
import { ChallengeAnswers } from '../../server/certificates/acme/challenge-answers.ts'
import { ChallengeServer } from '../../server/certificates/acme/challenge-server.ts'
import { KeptFiles } from '../../server/certificates/acme/kept-files.ts'
import { createSecureServer } from '../../server/certificates/secure-server.ts'
import { createLogger } from '../../server/observability/logger.ts'
import { waitFor } from '../../tools/harness/wait-for.ts'
import type { LogLine } from './server.ts'

/** How a site is started. */
export interface SiteOptions {
  folder: string
  directoryUrl: string
  ca: string
  /** Port of HTTPS. */
  port: number
  /** Port of plain HTTP; 0 for none. */
  httpPort: number
  names?: readonly string[]
  eab?: AcmeSourceOptions['authority']['eab']
  now?: () => number
}

/** An HTTPS server that gets its certificate by ACME and answers every request with a word. */
export interface Site {
  readonly source: AcmeSource
  readonly log: readonly LogLine[]
  readonly port: number
  /** Asks for a page and tells who vouches for the server. */
  ask(agent?: Agent): Promise<{ status: number; issuer: string; serial: string; isReused: boolean }>
  /** Waits until a certificate of the authority is served. */
  certified(): Promise<void>
  close(): Promise<void>
}

/** Starts a site, which ends with the test. */
export async function startSite(t: TestContext, options: SiteOptions): Promise<Site> {
  const log: LogLine[] = []
  const logger = createLogger(
    { level: 'debug', format: 'json' },
    { write: (line: string) => void log.push(JSON.parse(line) as LogLine) },
  )
  const answers = new ChallengeAnswers()
  const { names = ['meet.test'], httpPort } = options
  const guard = (_server: HttpServer): void => undefined
  const port80 = {
    host: '127.0.0.1',
    port: httpPort,
    answers,
    home: () => 'https://meet.test',
    guard,
    logger,
  }
  const source = await AcmeSource.open({
    authority: { directoryUrl: options.directoryUrl, ca: options.ca, email: null, eab: options.eab ?? null },
    names: () => names,
    temporaryNames: ['localhost'],
    files: new KeptFiles(join(options.folder, 'acme'), options.directoryUrl),
    ...{ answers, logger, tickMs: 20 },
    challengeServer: httpPort === 0 ? null : new ChallengeServer(port80),
    ...(options.now ? { now: options.now } : {}),
  })
  const server = createSecureServer(source, {}, (_request, response) => response.end('here'))
  server.listen(options.port, '127.0.0.1')
  await once(server, 'listening')
  await source.start()
  const close = async (): Promise<void> => {
    await source.close()
    server.closeAllConnections()
    server.close()
  }
  t.after(close)
  return site(source, server, { log, port: options.port, close })
}

function site(source: AcmeSource, _server: Server, rest: Pick<Site, 'log' | 'port' | 'close'>): Site {
  const ask: Site['ask'] = async (agent) => {
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
    const trust = { rejectUnauthorized: false, agent: agent ?? new Agent() }
    const request = get({ host: '127.0.0.1', port: rest.port, servername: 'meet.test', ...trust }, resolve)
    request.on('error', reject)
    const response = await promise
    const { issuer, serialNumber } = peerOf(response)
    response.resume()
    await once(response, 'end')
    const status = response.statusCode ?? 0
    return { status, issuer: String(issuer.CN), serial: serialNumber, isReused: request.reusedSocket }
  }
  return {
    ...rest,
    ...{ source, ask },
    async certified() {
      await waitFor('a certificate of the authority', () => {
        const { kind, lastError } = source.state()
        return kind === 'acme' ? undefined : (lastError ?? 'it is asked for')
      })
    },
  }
}

/** What the other end of a response showed of itself. */
function peerOf({ socket }: IncomingMessage): PeerCertificate {
  if (socket instanceof TLSSocket) return socket.getPeerCertificate()
  throw new Error('The response did not come by HTTPS.')
}
