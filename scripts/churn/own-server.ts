import { isRunning, spawnServer, waitUntilReady } from '../server-process/spawn-server.ts'

/** A server in a process of its own, on loopback, that admits whoever hurries. */
export interface OwnServer {
  url: string
  pid: number
  isRunning(): boolean
  /** What it logged as an error, a dying worker aside. */
  errors(): string[]
  stop(): void
}

const ENVIRONMENT = {
  PLENARY_LOG_FORMAT: 'json',
  PLENARY_LOG_LEVEL: 'warn',
  PLENARY_STORAGE_FILE: 'none',
  PLENARY_LIMITS_REQUESTS_PER_SECOND: '10000',
  PLENARY_LIMITS_REQUEST_BURST: '100000',
  PLENARY_ROOMS_RESUME_GRACE_SECONDS: '5',
  PLENARY_ROOMS_PAGE_CLOSE_GRACE_SECONDS: '2',
}

/** @throws {Error} when it does not become ready */
export async function startOwnServer(): Promise<OwnServer> {
  const child = spawnServer({ env: ENVIRONMENT })
  let log = ''
  child.stderr?.on('data', (chunk: Buffer) => (log += chunk.toString()))
  const url = await waitUntilReady(child)
  return {
    url,
    pid: child.pid ?? 0,
    isRunning: () => isRunning(child),
    errors: () =>
      log.split('\n').filter((line) => /"level":"(error|fatal)"/.test(line) && !/worker died/.test(line)),
    stop: () => child.kill('SIGKILL'),
  }
}
