import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { isComplaint } from '../../kit/complaints.ts'
import type { LogLine } from '../../kit/server.ts'
import { idleLoad } from '../../kit/idle-load.ts'
import { layCable, type Cable } from '../../../tools/harness/cable.ts'
import { createApp } from '../../../server/app.ts'
import { defaultConfig, type Config } from '../../../server/config/schema.ts'
import { createLogger } from '../../../server/observability/logger.ts'

/** A real server in this process, on a free port of the loopback interface. */
export interface TestServer {
  /** Without a slash at its end. */
  readonly origin: string
  /** Log lines from `warn` upwards, without those about the load of the machine. */
  readonly troubles: readonly string[]
  close(): Promise<void>
}

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))

/**
 * Starts a server, with the client built if it is missing.
 *
 * @param change - settings that differ from the defaults
 * @param workerCpu - how busy the server takes a worker to be, by its position; idle unless a test says otherwise
 */
export async function startServer(
  change: (config: Config) => void = () => {},
  workerCpu?: (position: number) => number,
): Promise<TestServer> {
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
    if (isComplaint(JSON.parse(line) as LogLine)) troubles.push(line.trim())
  }
  const logger = createLogger({ level: 'debug', format: 'json' }, { write })
  const loadSource = idleLoad(workerCpu)
  const app = await createApp({ config, logger, loadSource })
  loadSource.follow(app)
  return { origin: app.localUrl.replace(/\/$/, ''), troubles, close: () => app.close() }
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
export interface ServerCable extends Cable {
  readonly origin: string
}

/** What a page complains of when its cable is cut: signaling, probes, and the parts that it fetches while it rests. */
export const OF_A_CUT_LINE = /WebSocket connection|\/healthz|\/assets\//

export async function layCableTo(server: TestServer): Promise<ServerCable> {
  const { hostname, port } = new URL(server.origin)
  const cable = await layCable({ address: '127.0.0.1', port: 0 }, { address: hostname, port: Number(port) })
  return { ...cable, origin: `http://127.0.0.1:${cable.port}` }
}
