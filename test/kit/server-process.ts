import type { ChildProcess } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import type { TestContext } from 'node:test'
import { idleEnvironment } from './idle-load.ts'
import type { LogLine } from './server.ts'
import { waitFor, WaitTimeout } from '../../tools/harness/wait-for.ts'
import {
  isRunning,
  spawnServer,
  waitUntilReady,
  type SpawnOptions,
} from '../../tools/harness/spawn-server.ts'

export type ServerProcessOptions = Pick<SpawnOptions, 'args' | 'env' | 'ownGroup' | 'wrap'>

/** How a process ended. */
export interface Exit {
  code: number | null
  signal: NodeJS.Signals | null
  /** Milliseconds from the first signal that was sent to it. */
  afterMs: number
}

/** `node server/main.ts` in a process of its own, as people run it. */
export class ServerProcess {
  readonly url: string
  readonly #child: ChildProcess
  readonly #stderr: () => string
  readonly #exited: Promise<Exit>
  #signalledAt: number | undefined

  private constructor(child: ChildProcess, url: string, stderr: () => string) {
    this.#child = child
    this.url = url
    this.#stderr = stderr
    this.#exited = new Promise((resolve) => {
      child.once('exit', (code, signal) => {
        resolve({ code, signal, afterMs: performance.now() - (this.#signalledAt ?? Number.NaN) })
      })
    })
  }

  /** Starts it and waits for the line that says that it is ready. */
  static async start({ env, ...options }: ServerProcessOptions = {}): Promise<ServerProcess> {
    const child = spawnServer({
      ...options,
      env: {
        PLENARY_LOG_FORMAT: 'json',
        PLENARY_STORAGE_FILE: 'none',
        ...idleEnvironment(),
        ...env,
      },
    })
    let stderr = ''
    child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
    return new ServerProcess(child, await waitUntilReady(child), () => stderr)
  }

  get pid(): number {
    return this.#child.pid ?? 0
  }

  get isRunning(): boolean {
    return isRunning(this.#child)
  }

  /** The log so far. */
  get log(): LogLine[] {
    return this.#stderr()
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as LogLine)
  }

  /** What the server wrote to standard error, log lines included. */
  get stderr(): string {
    return this.#stderr()
  }

  /** Process ids of its media workers. */
  get workerPids(): number[] {
    return processes()
      .filter(({ parent, command }) => parent === this.pid && command.includes('mediasoup-worker'))
      .map(({ pid }) => pid)
  }

  /** Sends a signal to the server, or to its whole process group. */
  signal(signal: NodeJS.Signals, { toGroup = false }: { toGroup?: boolean } = {}): void {
    this.#signalledAt ??= performance.now()
    process.kill(toGroup ? -this.pid : this.pid, signal)
  }

  /** Waits for its end. */
  async exited(timeoutMs = 15_000): Promise<Exit> {
    return await waitFor('the end of the server', this.#exited, { timeoutMs })
  }

  /** Ends it in any case, with its workers. */
  async kill(): Promise<void> {
    if (!this.isRunning) return
    this.#child.kill('SIGKILL')
    await this.exited()
  }
}

/** Starts a server process that ends with the test. */
export async function startServerProcess(
  t: TestContext,
  options?: ServerProcessOptions,
): Promise<ServerProcess> {
  const server = await ServerProcess.start(options)
  t.after(async () => await server.kill())
  return server
}

interface Process {
  pid: number
  parent: number
  command: string
}

/** Processes of this machine, from Linux's /proc. */
function processes(): Process[] {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .flatMap((entry) => {
      try {
        const status = readFileSync(`/proc/${entry}/status`, 'utf8')
        const command = readFileSync(`/proc/${entry}/cmdline`, 'utf8').replaceAll('\0', ' ')
        return { pid: Number(entry), parent: Number(/^PPid:\s+(\d+)/m.exec(status)?.[1]), command }
      } catch {
        // It ended meanwhile.
        return []
      }
    })
}

/** Whether a process runs; one that ended and was not collected yet does not. */
export function isProcessRunning(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}

/** Waits until processes are gone; the result names those that are not. */
export async function stillRunning(pids: readonly number[], timeoutMs = 3000): Promise<number[]> {
  const running = (): number[] => pids.filter(isProcessRunning)
  try {
    await waitFor(() => (running().length === 0 ? undefined : `${running().join()} run`), { timeoutMs })
  } catch (error) {
    if (!(error instanceof WaitTimeout)) throw error
  }
  return running()
}
