import { after, type TestContext } from 'node:test'
import type { z } from 'zod'
import type { AppOptions } from '../../server/app-parts.ts'
import { createApp, type App } from '../../server/app.ts'
import { configSchema } from '../../server/config/schema.ts'
import { createLogger } from '../../server/observability/logger.ts'
import type { LoadSource } from '../../server/load/load-monitor.ts'
import { idleLoad } from './idle-load.ts'
import { NativePeer, type NativePeerOptions } from '../../tools/native-peer/native-peer.ts'
import { endNativeTransports } from '../../tools/native-peer/native-transport.ts'
import { SignalingClient, type SignalingOptions } from '../../tools/native-peer/signaling-client.ts'

/** Settings as in the configuration file, all of them optional. */
export type ServerSettings = z.input<typeof configSchema>

/** A line of the server's log. */
export interface LogLine {
  level: string
  msg: string
  [field: string]: unknown
}

// They keep the test process alive until this.
after(async () => await endNativeTransports())

/** A real server in this process, with a real media worker, on the loopback address. */
export class TestServer {
  readonly #app: App
  readonly #log: readonly LogLine[]
  readonly #clients: { close(): void }[] = []
  readonly #expectedErrors: RegExp[] = []

  constructor(app: App, log: readonly LogLine[]) {
    this.#app = app
    this.#log = log
  }

  /** Origin of the server. */
  get url(): string {
    const { protocol, port } = new URL(this.#app.localUrl)
    return `${protocol}//127.0.0.1:${port}`
  }

  /** The token for `/admin`, the first time that it is asked for. */
  get adminToken(): string | undefined {
    return this.#app.takeAdminToken()
  }

  get workerPids(): readonly number[] {
    return this.#app.workers.map(({ pid }) => pid)
  }

  /** Ids of the media workers, as the load levels name them. */
  get workerIds(): readonly string[] {
    return this.#app.workers.map(({ id }) => id)
  }

  /** What the server logged so far, from level debug on. */
  get log(): readonly LogLine[] {
    return this.#log
  }

  /** Lines that say that somebody was hurt. */
  get errors(): LogLine[] {
    return this.#log.filter(
      ({ level, msg }) =>
        (level === 'error' || level === 'fatal') &&
        !this.#expectedErrors.some((pattern) => pattern.test(msg)),
    )
  }

  /** Lets the test pass although the server logs errors with this message. */
  expectError(pattern: RegExp): void {
    this.#expectedErrors.push(pattern)
  }

  /** Opens a signaling connection, which ends with the server. */
  async connect(options?: SignalingOptions): Promise<SignalingClient> {
    const client = await SignalingClient.connect(this.url, options)
    this.#clients.push(client)
    return client
  }

  /** Lets a participant join, who goes before the server ends. */
  async join(room: string, name: string, options: Partial<NativePeerOptions> = {}): Promise<NativePeer> {
    const peer = await NativePeer.join({ url: this.url, room, name, ...options })
    this.#clients.push(peer)
    return peer
  }

  /**
   * Ends all participants and the server.
   *
   * @throws {Error} when the server logged an error that no test expects
   */
  async close(): Promise<void> {
    for (const client of this.#clients.splice(0)) client.close()
    await this.#app.close()
    if (this.errors.length > 0) throw new Error(`The server logged: ${JSON.stringify(this.errors)}`)
  }
}

/**
 * Starts a server that ends with the test, and fails it when it logged an error.
 *
 * @param settings - what differs from the defaults; one worker and free ports
 *   unless it says otherwise
 * @param loadSource - how busy the server takes itself to be; idle unless a test says otherwise
 * @param machine - what the server takes for its machine; the real one unless a test says otherwise
 */
export async function startServer(
  t: TestContext,
  settings: ServerSettings = {},
  loadSource: Partial<LoadSource> = {},
  machine: Pick<AppOptions, 'interfaces'> = {},
): Promise<TestServer> {
  const log: LogLine[] = []
  const config = configSchema.parse({
    storage: { file: 'none' },
    ...settings,
    listen: { host: '127.0.0.1', port: 0, ...settings.listen },
    media: { port: 0, workers: 1, ...settings.media },
  })
  const logger = createLogger(
    { level: 'debug', format: 'json' },
    { write: (line: string) => void log.push(JSON.parse(line) as LogLine) },
  )
  const idle = idleLoad()
  const app = await createApp({
    ...machine,
    config,
    logger,
    loadSource: { ...idle, ...loadSource },
  })
  idle.follow(app)
  const server = new TestServer(app, log)
  t.after(async () => await server.close())
  return server
}
