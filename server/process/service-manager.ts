import { spawn } from 'node:child_process'

/** What a service manager told this process when it started it. Source: sd_notify(3), sd_watchdog_enabled(3). */
interface Contract {
  socket: string
  /** Longest time between two signs of life in milliseconds; undefined when nobody watches. */
  watchdogMs: number | undefined
}

/** What the service manager is told through. */
export interface ServiceManagerOptions {
  /** Sends lines such as `READY=1`; the program of systemd does so unless a test says otherwise. */
  send?: (lines: readonly string[], socket: string) => void
  /** Told once, when messages do not reach the service manager. */
  failed: (error: unknown) => void
}

// So that one late sign costs nothing.
const SIGNS_PER_WATCHDOG = 3
const NOTIFY_MS = 5000
/** What a server needs to end after the last meeting, with a margin. */
const END_MS = 10_000

/**
 * Speaks with systemd, when that started this process: says when people can come in, when it stops, and that it lives.
 * Node.js has no datagrams of AF_UNIX, so systemd's own program sends them; the unit allows that with NotifyAccess=all.
 */
export class ServiceManager {
  readonly #contract: Contract | undefined
  readonly #send: (lines: readonly string[], socket: string) => void
  #timer: NodeJS.Timeout | undefined
  #isAsking = false

  /** @param env - is rid of the contract, because it is not that of the processes which this one starts */
  constructor(env: NodeJS.ProcessEnv, { send, failed }: ServiceManagerOptions) {
    this.#contract = takeContract(env)
    this.#send = send ?? sendByProgram(failed)
  }

  /**
   * People can come in. From now on signs of life follow, as long as this process answers.
   *
   * @param isAlive - looks whether the rest of the server answers; no sign is given while it does not
   */
  ready(status: string, isAlive: () => Promise<boolean>): void {
    this.#tell('READY=1', `STATUS=${status}`)
    const { watchdogMs } = this.#contract ?? {}
    if (watchdogMs === undefined) return
    this.#timer = setInterval(() => void this.#beat(isAlive), watchdogMs / SIGNS_PER_WATCHDOG)
    this.#timer.unref()
  }

  /** The process will end; signs of life go on until then. */
  stopping(deadlineMs: number): void {
    const microseconds = Math.ceil(deadlineMs + END_MS) * 1000
    this.#tell('STOPPING=1', 'STATUS=Meetings come to their end.', `EXTEND_TIMEOUT_USEC=${microseconds}`)
  }

  close(): void {
    clearInterval(this.#timer)
  }

  async #beat(isAlive: () => Promise<boolean>): Promise<void> {
    // An answer that is outstanding is none.
    if (this.#isAsking) return
    this.#isAsking = true
    try {
      if (await isAlive()) this.#tell('WATCHDOG=1')
    } finally {
      this.#isAsking = false
    }
  }

  #tell(...lines: string[]): void {
    if (this.#contract) this.#send(lines, this.#contract.socket)
  }
}

function takeContract(env: NodeJS.ProcessEnv): Contract | undefined {
  const { NOTIFY_SOCKET: socket, WATCHDOG_USEC: interval, WATCHDOG_PID: watched } = env
  for (const name of ['NOTIFY_SOCKET', 'WATCHDOG_USEC', 'WATCHDOG_PID']) delete env[name]
  if (socket === undefined || socket === '') return undefined
  const isMeant = watched === undefined || watched === String(process.pid)
  const watchdogMs = Number(interval) / 1000
  return { socket, watchdogMs: isMeant && watchdogMs > 0 ? watchdogMs : undefined }
}

function sendByProgram(failed: (error: unknown) => void): (lines: readonly string[], socket: string) => void {
  let hasFailed = false
  const fail = (error: unknown): void => {
    if (!hasFailed) failed(error)
    hasFailed = true
  }
  // In order: a later message may not overtake READY.
  let last: Promise<void> = Promise.resolve()
  return (lines, socket) => {
    last = last.then(() => notify(lines, socket)).catch(fail)
  }
}

async function notify(lines: readonly string[], socket: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const child = spawn('systemd-notify', lines, {
      env: { PATH: process.env.PATH ?? '/usr/bin:/bin', NOTIFY_SOCKET: socket },
      stdio: 'ignore',
      timeout: NOTIFY_MS,
      killSignal: 'SIGKILL',
    })
    child.once('error', reject)
    child.once('exit', (code, signal) => {
      if (code === 0) resolve()
      else reject(new Error(`systemd-notify ended with ${code ?? signal}`))
    })
  })
}
