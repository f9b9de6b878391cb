import { createHash, X509Certificate } from 'node:crypto'
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { isIPv6 } from 'node:net'
import { requireBrowser } from '../../../tools/faults/browsers.ts'
import { launchBrowser } from '../../e2e/kit/browser.ts'
import { allSeeAll } from '../../e2e/kit/media.ts'
import { Participant } from '../../e2e/kit/participant.ts'
import { parseMetrics } from '../../../tools/harness/metrics-watch.ts'
import { ServerProcess } from '../../kit/server-process.ts'
import { TestNetwork, type Layout } from './network.ts'
import type { EndingTest } from './programs.ts'

/** What a meeting is held in. */
export interface MeetingOptions {
  layout?: Layout
  /** Arguments of the server, beside its port and HTTPS. */
  args?: readonly string[]
  env?: NodeJS.ProcessEnv
  /** What the network does once it is built, and before the server starts. */
  prepare?: (network: TestNetwork, end: EndingTest) => Promise<void>
}

/** Undoes what was done, the last first. */
type Cleanup = () => unknown

/** A server and the browser of its guests on two sides of a network. */
export class Meeting {
  readonly network: TestNetwork
  readonly server: ServerProcess
  readonly #browser: Browser

  private constructor(network: TestNetwork, server: ServerProcess, browser: Browser) {
    this.network = network
    this.server = server
    this.#browser = browser
  }

  /** Builds the network, and starts the server and the browser. All of it ends with the test. */
  static async start(t: EndingTest, options: MeetingOptions = {}): Promise<Meeting> {
    const { layout = 'direct', args = [], env = {}, prepare } = options
    const undo: Cleanup[] = []
    t.after(async () => {
      for (const step of undo.reverse()) await step()
    })
    const network = await TestNetwork.build(layout)
    undo.push(async () => await network.close())
    await prepare?.(network, { after: (end) => void undo.push(end) })
    const folder = await mkdtemp(join(tmpdir(), 'plenary-network-'))
    undo.push(async () => await rm(folder, { recursive: true, force: true }))
    const server = await ServerProcess.start({
      args: ['--port', '443', '--tls', 'self-signed', '--workers', '1', '--media-port', '40000', ...args],
      env: { PLENARY_CACHE_DIR: folder, ...env },
      wrap: (...command) => network.on('server', ...command),
    })
    undo.push(async () => await server.kill())
    const browser = await launchBrowser('silent', await writeLauncher(folder, network))
    undo.push(async () => await browser.close())
    return new Meeting(network, server, browser)
  }

  /** Opens the room in a page of its own and joins it. */
  async join(name: string, host: string): Promise<Participant> {
    const person = await this.open(host)
    await person.join(name)
    return person
  }

  /** Opens the room in a page of its own, up to the preview. */
  async open(host: string): Promise<Participant> {
    const person = await Participant.open(this.#browser, { context: { ignoreHTTPSErrors: true } })
    await person.goto(`https://${isIPv6(host) ? `[${host}]` : host}/r/network`)
    return person
  }

  /** Transports by path, as `/metrics` tells the operator; those that nobody uses are left out. */
  async transportsByPath(): Promise<Record<string, number>> {
    const read = `fetch('https://127.0.0.1/metrics').then(async (answer) => console.log(await answer.text()))`
    const trusting = ['env', 'NODE_TLS_REJECT_UNAUTHORIZED=0', process.execPath, '-e', read] as const
    const samples = parseMetrics(await this.network.run('server', ...trusting))
    const used = samples.filter(({ name, value }) => name === 'plenary_transports_by_path' && value > 0)
    return Object.fromEntries(
      used.map(({ labels, value }): [string, number] => [labels.protocol ?? '', value]),
    )
  }

  /**
   * Lets two people meet, and waits until frames of each decode at the other.
   *
   * @returns the paths of all their transports, such as `tcp:443`
   */
  async meet(host: string): Promise<string[]> {
    const people = [await this.join('Ada', host), await this.join('Bo', host)]
    await allSeeAll(people)
    const readings = await Promise.all(people.map(async (person) => (await person.read()).paths))
    return [...new Set(readings.flat().map(({ protocol, remotePort }) => `${protocol}:${remotePort}`))]
  }
}

/** Playwright starts a single program, and passes the pipes on that it speaks over. */
async function writeLauncher(folder: string, network: TestNetwork): Promise<string> {
  const file = join(folder, 'browser')
  // Playwright can make pages accept a certificate, but not TURN.
  const { publicKey } = new X509Certificate(await readFile(join(folder, 'self-signed.pem')))
  const key = createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('base64')
  const trust = `--ignore-certificate-errors-spki-list=${key}`
  const quoted = network
    .on('guests', requireBrowser(), trust)
    .map((part) => `'${part.replaceAll("'", `'\\''`)}'`)
  await writeFile(file, `#!/bin/sh\nexec ${quoted.join(' ')} "$@"\n`)
  await chmod(file, 0o755)
  return file
}
