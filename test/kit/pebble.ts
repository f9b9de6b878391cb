import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { get } from 'node:https'
import { connect } from 'node:net'
import { join } from 'node:path'
import { findAuthorityProgram } from '../../scripts/bootstrap/certificate-authority.mjs'
import { selfSignedPem } from '../../server/certificates/self-signed.ts'
import { createSilentLogger } from '../../server/observability/logger.ts'
import { endProcess } from '../../tools/harness/spawn-server.ts'
import { freePorts } from './free-ports.ts'
import { waitFor } from '../../tools/harness/wait-for.ts'

/** A key that an authority binds accounts to. */
export interface Binding {
  keyId: string
  secret: string
}

/** A certificate authority in a process of its own, Let's Encrypt's pebble. Every name leads to 127.0.0.1 for it. */
export class Pebble {
  readonly directoryUrl: string
  /** PEM file of what signed the certificate of its directory. */
  readonly caFile: string
  readonly ca: string
  /** Where it looks for HTTP-01, instead of port 80. */
  readonly httpPort: number
  /** Where it looks for TLS-ALPN-01, instead of port 443. */
  readonly tlsPort: number
  readonly #managementPort: number
  readonly #processes: readonly ChildProcess[]

  private constructor(
    facts: Pick<Pebble, 'caFile' | 'ca' | 'httpPort' | 'tlsPort'> & { port: number; managementPort: number },
    processes: readonly ChildProcess[],
  ) {
    this.directoryUrl = `https://127.0.0.1:${facts.port}/dir`
    this.caFile = facts.caFile
    this.ca = facts.ca
    this.httpPort = facts.httpPort
    this.tlsPort = facts.tlsPort
    this.#managementPort = facts.managementPort
    this.#processes = processes
  }

  /**
   * Starts it, and the name server that it asks.
   *
   * @param folder - for its files
   * @param binding - without it, no account elsewhere is needed
   */
  static async start(folder: string, binding?: Binding): Promise<Pebble> {
    const caFile = join(folder, 'pebble.pem')
    const ca = await selfSignedPem(caFile, ['127.0.0.1'], createSilentLogger())
    const [port = 0, managementPort = 0, httpPort = 0, tlsPort = 0, dnsPort = 0, dnsManagementPort = 0] =
      await freePorts(6)
    const settings = {
      listenAddress: `127.0.0.1:${port}`,
      managementListenAddress: `127.0.0.1:${managementPort}`,
      ...{ certificate: caFile, privateKey: caFile, httpPort, tlsPort, ocspResponderURL: '' },
      externalAccountBindingRequired: binding !== undefined,
      externalAccountMACKeys: binding ? { [binding.keyId]: binding.secret } : {},
    }
    const configFile = join(folder, 'pebble.json')
    await writeFile(configFile, JSON.stringify({ pebble: settings }))
    const names = run('pebble-challtestsrv', [
      ...['-dns01', `127.0.0.1:${dnsPort}`, '-management', `127.0.0.1:${dnsManagementPort}`],
      ...['-http01', '', '-https01', '', '-tlsalpn01', '', '-defaultIPv6', ''],
    ])
    const authority = run('pebble', ['-config', configFile, '-dnsserver', `127.0.0.1:${dnsPort}`])
    for (const needed of [port, managementPort, dnsManagementPort]) await untilListening(needed)
    return new Pebble({ caFile, ca, port, managementPort, httpPort, tlsPort }, [names, authority])
  }

  /** The root of the certificates that it signs. */
  async root(): Promise<string> {
    const { promise, resolve, reject } = Promise.withResolvers<string>()
    get(`https://127.0.0.1:${this.#managementPort}/roots/0`, { ca: this.ca, agent: false }, (response) => {
      let text = ''
      response
        .setEncoding('utf8')
        .on('data', (chunk: string) => (text += chunk))
        .on('end', () => resolve(text))
    }).on('error', reject)
    return await promise
  }

  async close(): Promise<void> {
    for (const child of this.#processes) await endProcess(child)
  }
}

function run(name: string, args: readonly string[]): ChildProcess {
  const program = findAuthorityProgram(name)
  if (program === undefined) throw new Error(`${name} is missing: run \`npm test\`, which installs it.`)
  // It refuses good nonces, as authorities may, and looks at a challenge at once and anew for every order.
  const env = { ...process.env, PEBBLE_WFE_NONCEREJECT: '30', PEBBLE_VA_NOSLEEP: '1', PEBBLE_AUTHZREUSE: '0' }
  return spawn(program, args, { stdio: 'ignore', env })
}

async function untilListening(port: number): Promise<void> {
  await waitFor(async () => {
    const socket = connect(port, '127.0.0.1')
    try {
      await once(socket, 'connect')
      return undefined
    } catch (error) {
      return `port ${port}: ${(error as Error).message}`
    } finally {
      socket.destroy()
    }
  })
}
