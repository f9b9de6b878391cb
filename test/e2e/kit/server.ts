import { existsSync } from 'node:fs'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { fileURLToPath } from 'node:url'
import { createApp, type App } from '../../../server/app.ts'
import { defaultConfig, type Config } from '../../../server/config/schema.ts'
import { createLogger } from '../../../server/observability/logger.ts'

/** A real server in this process, on a free port of the loopback interface. */
export interface TestServer {
  /** Without a slash at its end. */
  readonly origin: string
  /** Log lines from `warn` upwards. */
  readonly troubles: readonly string[]
  close(): Promise<void>
}

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))
const WARN = /"level":"(warn|error|fatal)"/

/**
 * Starts a server, with the client built if it is missing.
 *
 * @param change - settings that differ from the defaults
 */
export async function startServer(change: (config: Config) => void = () => {}): Promise<TestServer> {
  await buildClient()
  const config = defaultConfig()
  config.listen.host = '127.0.0.1'
  config.listen.port = 0
  config.media.port = 0
  // What one server keeps must not appear in the next one.
  config.storage.file = 'none'
  change(config)
  const troubles: string[] = []
  const write = (line: string): void => {
    if (process.env.E2E_LOG) process.stderr.write(line)
    if (WARN.test(line)) troubles.push(line.trim())
  }
  const logger = createLogger({ level: 'debug', format: 'json' }, { write })
  const app: App = await createApp({ config, logger })
  return { origin: app.url.replace(/\/$/, ''), troubles, close: () => app.close() }
}

/** The bootstrap keeps the build current; who runs a test by itself gets one. */
async function buildClient(): Promise<void> {
  if (existsSync(`${ROOT}/client/dist/index.html`)) return
  const { build } = await import('vite')
  await build({ root: `${ROOT}/client`, configFile: `${ROOT}/vite.config.ts`, logLevel: 'warn' })
}

/**
 * A stretch of TCP cable before a server. Pages and signaling go through it;
 * media does not, as it uses the ports that the server announces.
 */
export interface Cable {
  readonly origin: string
  /** Ends all connections and takes no new ones. */
  cut(): void
  /** Takes connections again. */
  mend(): void
  close(): Promise<void>
}

export async function layCable(server: TestServer): Promise<Cable> {
  const target = new URL(server.origin)
  const ends = new Set<Socket>()
  let whole = true
  const listener = createServer((near) => {
    if (!whole) return void near.destroy()
    const far = connect(Number(target.port), target.hostname)
    for (const [end, other] of [
      [near, far],
      [far, near],
    ] as const) {
      ends.add(end)
      end.on('error', () => other.destroy())
      end.on('close', () => (ends.delete(end), other.destroy()))
      end.pipe(other)
    }
  })
  const tear = (): void => {
    for (const end of ends) end.destroy()
  }
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve))
  return {
    origin: `http://127.0.0.1:${(listener.address() as AddressInfo).port}`,
    cut() {
      whole = false
      tear()
    },
    mend() {
      whole = true
    },
    async close() {
      tear()
      await new Promise((resolve) => listener.close(resolve))
    },
  }
}
