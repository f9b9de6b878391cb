import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { waitForValue } from '../native-peer/wait-for.ts'

/** A server in a process of its own, on loopback, that admits whoever hurries. */
export interface OwnServer {
  url: string
  pid: number
  isRunning(): boolean
  /** What it logged as an error, a dying worker aside. */
  errors(): string[]
  stop(): void
}

const START_MS = 20_000
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
  const root = fileURLToPath(new URL('../../', import.meta.url))
  const child = spawn(
    process.execPath,
    ['server/main.ts', '--host', '127.0.0.1', '--port', '0', '--media-port', '0'],
    { cwd: root, env: { ...process.env, ...ENVIRONMENT }, stdio: ['ignore', 'pipe', 'pipe'] },
  )
  let output = ''
  let log = ''
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (log += chunk.toString()))
  const isRunning = (): boolean => child.exitCode === null && child.signalCode === null
  const url = await waitForValue(
    () => {
      if (!isRunning()) throw new Error(`The server did not start: ${log}`)
      return /ready.* (https?:\/\/\S+)\n/.exec(output)?.[1]
    },
    'the server did not become ready',
    { timeout: START_MS },
  )
  return {
    url: new URL(url).origin.replace('localhost', '127.0.0.1'),
    pid: child.pid ?? 0,
    isRunning,
    errors: () =>
      log.split('\n').filter((line) => /"level":"(error|fatal)"/.test(line) && !/worker died/.test(line)),
    stop: () => child.kill('SIGKILL'),
  }
}
