import type { ChildProcess } from 'node:child_process'
import { parseMetrics, type MetricSample } from '../harness/metrics-watch.ts'
import { waitFor } from '../harness/wait-for.ts'
import { endProcess, isRunning, spawnServer, waitUntilReady } from '../harness/spawn-server.ts'
import type { Testbed } from './testbed.ts'

/** How a server under test is started. */
export interface ServerOptions {
  port: number
  mediaPort: number
  storageFile: string
  workers: number
  /** Address that clients are told; the server's own by default. */
  announce?: string
  /** Seconds that meetings may go on after the server was asked to stop. */
  drainSeconds?: number
}

/** A line of the log. */
export interface LogLine {
  level: string
  msg: string
}

/** `node server/main.ts` as people run it, which can be killed and started again. */
export class Server {
  readonly #testbed: Testbed
  readonly #options: ServerOptions
  #child: ChildProcess | undefined
  #log = ''

  constructor(testbed: Testbed, options: ServerOptions) {
    this.#testbed = testbed
    this.#options = options
  }

  get origin(): string {
    return `http://${this.#testbed.serverAddress}:${this.#options.port}`
  }

  get port(): number {
    return this.#options.port
  }

  get mediaPort(): number {
    return this.#options.mediaPort
  }

  get storageFile(): string {
    return this.#options.storageFile
  }

  get isRunning(): boolean {
    return this.#child !== undefined && isRunning(this.#child)
  }

  /** Log lines since its first start. */
  get log(): LogLine[] {
    return this.#log
      .split('\n')
      .filter((line) => line.startsWith('{') && line.endsWith('}'))
      .map((line) => JSON.parse(line) as LogLine)
  }

  /** Starts it and waits until it answers. */
  async start(): Promise<void> {
    const child = this.#spawn()
    this.#child = child
    child.stderr?.on('data', (chunk: Buffer) => (this.#log += chunk.toString()))
    await waitUntilReady(child)
  }

  /** Sends a signal to the process of Node.js. */
  signal(signal: NodeJS.Signals): void {
    this.#child?.kill(signal)
  }

  /**
   * Waits for its end.
   *
   * @returns its exit code; null after a signal
   */
  async exited(timeoutMs: number): Promise<number | null> {
    await waitFor(() => (this.isRunning ? 'the server did not end' : undefined), { timeoutMs })
    return this.#child?.exitCode ?? null
  }

  /** Ends it without a warning. */
  async kill(): Promise<void> {
    if (this.#child) await endProcess(this.#child)
  }

  /** What `/metrics` says now. */
  async metrics(): Promise<MetricSample[]> {
    const response = await fetch(`${this.origin}/metrics`, { signal: AbortSignal.timeout(3000) })
    return parseMetrics(await response.text())
  }

  /** One metric without labels; not a number when it is not there. */
  async metric(name: string): Promise<number> {
    return (await this.metrics()).find((sample) => sample.name === name)?.value ?? Number.NaN
  }

  /** Participants by process id of the worker that carries their media. */
  async workers(): Promise<Map<number, number>> {
    const samples = (await this.metrics()).filter(({ name }) => name === 'plenary_worker_participants')
    return new Map(samples.map(({ labels, value }) => [Number(labels.pid), value]))
  }

  #spawn(): ChildProcess {
    const { port, mediaPort, storageFile, workers, announce, drainSeconds = 3 } = this.#options
    const args = ['--host', this.#testbed.serverAddress, '--port', String(port)]
    args.push('--media-port', String(mediaPort), '--storage', storageFile)
    if (announce !== undefined) args.push('--announce', announce)
    return spawnServer({
      args,
      wrap: (...command) => this.#testbed.commandOn('server', ...command),
      // Ctrl-C is for the rehearsal, which ends the server itself.
      ownGroup: true,
      env: {
        PLENARY_LOG_FORMAT: 'json',
        PLENARY_MEDIA_WORKERS: String(workers),
        PLENARY_SHUTDOWN_DEADLINE_SECONDS: String(drainSeconds),
        // In namespaces this process is another machine for the server.
        PLENARY_METRICS_ALLOW: this.#testbed.hostAddress,
      },
    })
  }
}
