import type { Server } from 'node:net'
import { createApp, type App } from './app.ts'
import { certificateLines } from './certificates/describe.ts'
import { ConfigError, loadConfig, type LoadResult } from './config/load.ts'
import { readTextFile } from './config/read-text-file.ts'
import { redactConfig } from './config/redact.ts'
import type { Config } from './config/schema.ts'
import { publicPorts } from './doctor/firewall-lines.ts'
import { installedFirewall } from './doctor/installed-firewall.ts'
import { pagePort } from './doctor/server-facts.ts'
import { createLogger, type Logger } from './observability/logger.ts'
import { within } from './process/deadline.ts'
import { openControl } from './process/control.ts'
import { outlivesTerminal } from './process/hangup.ts'
import { adminLines, readyLines } from './process/ready-line.ts'
import { ServiceManager } from './process/service-manager.ts'
import { mediaLines } from './process/ready-screen.ts'
import { watchStopSignals } from './process/signals.ts'
import { describeStartError } from './process/start-error.ts'
import { openTunnel, type Tunnel } from './process/tunnel.ts'
import { throughTunnel, tunnelLines } from './process/tunnel-settings.ts'
import { usableHost } from './process/usable-host.ts'
import { PRODUCT_NAME, VERSION } from './version.ts'

const EXIT_FAILED = 1
// Together with the default drain the process ends within 5 s of the first signal.
const CLOSE_DEADLINE_MS = 1500
const EXIT_BAD_SETTINGS = 2

/** Lines for people and scripts; the log goes to standard error. */
function print(...lines: string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`)
}

function load(): LoadResult {
  try {
    return loadConfig({
      argv: process.argv.slice(2),
      env: process.env,
      readFile: (path) => readTextFile(path),
    })
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    process.stderr.write(`${error.message}\n`)
    process.exit(EXIT_BAD_SETTINGS)
  }
}

/** One life of the server: starts it, and ends it on a signal or an unexpected error. */
class ServerProcess {
  #config: Config
  readonly #logger: Logger
  #app: App | undefined
  #control: Server | undefined
  #tunnel: Tunnel | undefined
  readonly #manager: ServiceManager
  #isDraining = false
  #isEnding = false

  constructor(config: Config) {
    this.#config = config
    this.#logger = createLogger(config.log)
    this.#manager = new ServiceManager(process.env, {
      failed: (error) => this.#logger.warn({ err: error }, 'systemd cannot be told how this server fares'),
    })
  }

  async run(): Promise<void> {
    this.#logger.debug({ config: redactConfig(this.#config) }, 'settings')
    print(`${PRODUCT_NAME} ${VERSION} is starting …`)
    // Before the app, so that a signal while it starts ends it as well.
    this.#watch()
    try {
      const tunnel = await this.#openTunnel()
      this.#app = await createApp({
        config: this.#config,
        logger: this.#logger,
        drain: (deadlineMs) => this.#drain(deadlineMs),
      })
      await this.#openControl()
      if (!this.#isEnding) this.#welcome(this.#app, tunnel)
    } catch (error) {
      if (this.#isEnding) return
      this.#logger.debug({ err: error }, 'could not start')
      process.stderr.write(`${describeStartError(error, this.#config.listen)}\n`)
      process.exit(EXIT_FAILED)
    }
  }

  /** Tells whoever started this that people can come in. */
  #welcome(app: App, tunnel: readonly string[] | undefined): void {
    const { isTTY, columns } = process.stdout
    const screen = isTTY ? { columns, term: process.env.TERM } : undefined
    const notes = certificateLines(app.certificate())
    print(
      ...this.#mediaLines(app),
      ...adminLines(app.takeAdminToken(), this.#config.storage.file),
      ...readyLines(app, { tls: this.#config.listen.tls.mode, screen, tunnel, notes }),
    )
    this.#manager.ready(app.url, () => app.isAnswering())
  }

  #mediaLines({ inspection, localUrl }: App): string[] {
    const { announced, workers } = inspection.facts()
    const { listen } = this.#config
    const ports = { ...publicPorts(listen, pagePort(localUrl)), media: workers.map(({ port }) => port) }
    return mediaLines({
      listen,
      announced,
      outside: inspection.outside,
      ports,
      firewall: installedFirewall(),
    })
  }

  /** Before everything else, because its address belongs to the settings. */
  async #openTunnel(): Promise<string[] | undefined> {
    const { tunnel: name, port } = this.#config.listen
    if (name === 'none') return undefined
    print(`Waiting for an address from ${name} …`)
    const died = (how: string): void => {
      this.#logger.error({ tunnel: name, how }, 'the tunnel ended; guests from outside cannot come any more')
      process.stderr.write(`${name} ended (${how}): guests cannot come any more. Start the server again.\n`)
    }
    const tunnel = await openTunnel({ name, port, died })
    this.#config = throughTunnel(this.#config, name, tunnel.url)
    this.#tunnel = tunnel
    return tunnelLines(this.#config, name)
  }

  #watch(): void {
    watchStopSignals(process, {
      stop: (signal) => {
        this.#logger.info({ signal, ...this.#app?.occupancy }, 'stopping')
        this.#drain(this.#config.shutdown.deadlineSeconds * 1000)
      },
      abort: () => process.exit(EXIT_FAILED),
      stopsOnHangup: !outlivesTerminal(),
    })
    const fail = (error: unknown) => {
      // What fails while the process ends would only hide the reason.
      if (this.#isEnding) return
      this.#logger.fatal({ err: error }, 'unexpected error; stopping')
      void this.#end(EXIT_FAILED)
    }
    process.on('uncaughtException', fail)
    process.on('unhandledRejection', fail)
  }

  /** For `npm run drain` and `npm run backup`. Without it signals still work, so its failure ends nothing. */
  async #openControl(): Promise<void> {
    const { file } = this.#config.storage
    const app = this.#app
    if (!app?.ownsStorage) return
    try {
      this.#control = await openControl(file, {
        snapshot: (target) => app.snapshot(target),
        drain: (deadlineMs) => this.#drain(deadlineMs),
        status: () => ({ draining: this.#isDraining, ...this.#app?.occupancy }),
        inspect: app.inspection,
      })
    } catch (error) {
      this.#logger.warn(
        { err: error, file },
        'cannot open the control socket; `npm run drain`, `backup` and `doctor` cannot ask this server',
      )
    }
  }

  /** Waits for meetings to end, then ends the process. A later call moves the deadline. */
  #drain(deadlineMs: number): void {
    this.#isDraining = true
    this.#manager.stopping(deadlineMs)
    // While it still starts, nobody is inside.
    const drained = this.#app?.drain(deadlineMs) ?? Promise.resolve()
    void drained.then(
      () => this.#end(0),
      (error: unknown) => {
        this.#logger.error({ err: error }, 'could not wait for meetings to end')
        return this.#end(EXIT_FAILED)
      },
    )
  }

  /** Closes the server within a short time and ends the process in any case. */
  async #end(exitCode: number): Promise<void> {
    if (this.#isEnding) return
    this.#isEnding = true
    // While it still starts, nobody is inside and there is nothing to close.
    const closed = Promise.resolve(this.#app?.close())
    const outcome = await within(closed, CLOSE_DEADLINE_MS)
    this.#control?.close()
    this.#tunnel?.close()
    if (outcome.kind === 'late') this.#logger.warn('some connections did not end in time; they are cut')
    if (outcome.kind === 'failed') this.#logger.error({ err: outcome.error }, 'could not close in order')
    process.exit(exitCode)
  }
}

async function serve({ config, hostIsDefault }: Extract<LoadResult, { action: 'run' }>): Promise<void> {
  const { host, note } = await usableHost({ host: config.listen.host, isDefault: hostIsDefault })
  if (note !== undefined) print(note)
  await new ServerProcess({ ...config, listen: { ...config.listen, host } }).run()
}

// Whoever read our output may be gone; that is no reason to end a meeting.
process.stdout.on('error', () => undefined)
process.stderr.on('error', () => undefined)

const result = load()
if (result.action === 'help') print(result.text)
else if (result.action === 'version') print(VERSION)
else await serve(result)
