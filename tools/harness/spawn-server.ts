import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { waitFor } from './wait-for.ts'

/** How a server process is started. */
export interface SpawnOptions {
  /** Arguments after `server/main.ts`; loopback and free ports by default. */
  args?: readonly string[]
  /** Added to the environment of this process. */
  env?: NodeJS.ProcessEnv
  /** Puts the server into a process group of its own, so that Ctrl-C here does not reach it. Default false. */
  ownGroup?: boolean
  /** Where its log goes: to whoever reads `stderr`, or to that of this process. Default `pipe`. */
  log?: 'pipe' | 'inherit'
  /** Turns the command into the one to run, for a server on another machine of a testbed. */
  wrap?: (command: string, ...args: string[]) => [string, ...string[]]
}

/** The arguments of `npm start`: flags of Node.js that bound its memory, and the program. */
const START = readStart(new URL('../../package.json', import.meta.url))
const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const READY_MS = 30_000
const EXIT_TIMEOUT_MS = 10_000
/** How much of the end of its log an error quotes, in characters. */
const LOG_TAIL = 500

const unwrapped = (...command: [string, ...string[]]): [string, ...string[]] => command

/** Starts a server process. */
export function spawnServer(options: SpawnOptions = {}): ChildProcess {
  const { env, ownGroup = false, log = 'pipe', wrap = unwrapped } = options
  const { args = ['--host', '127.0.0.1', '--port', '0', '--media-port', '0'] } = options
  const [command, ...rest] = wrap(process.execPath, ...START, ...args)
  return spawn(command, rest, {
    cwd: ROOT,
    detached: ownGroup,
    stdio: ['ignore', 'pipe', log],
    env: { ...process.env, ...env },
  })
}

/**
 * Ends a process, and waits until it has ended. One that does not end within ten seconds
 * is killed.
 *
 * @param ask - asks it to end; kills it at once if absent
 */
export async function endProcess(
  child: ChildProcess,
  ask = (it: ChildProcess): unknown => it.kill('SIGKILL'),
): Promise<void> {
  if (!isRunning(child)) return
  const exited = once(child, 'exit')
  ask(child)
  const timer = setTimeout(() => child.kill('SIGKILL'), EXIT_TIMEOUT_MS)
  await exited
  clearTimeout(timer)
}

/** Whether a process runs still. */
export function isRunning({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode === null && signalCode === null
}

/**
 * Waits for the line that says that a server is ready.
 *
 * @returns its origin; an address where `localhost` was named, which may mean another one as well
 * @throws {Error} when it ends or takes too long; it is killed then
 */
export async function waitUntilReady(child: ChildProcess): Promise<string> {
  let output = ''
  let log = ''
  let failure: Error | undefined
  child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()))
  const collect = (chunk: Buffer): string => (log = (log + chunk.toString()).slice(-LOG_TAIL))
  child.stderr?.on('data', collect)
  child.once('error', (error) => (failure = error))
  try {
    const [, url = ''] = await waitFor(
      () => {
        if (failure) throw failure
        if (!isRunning(child)) throw new Error(`The server ended while it started: ${log}`)
        // The ready line ends with the URL to open.
        return /ready.* (https?:\/\/\S+)\n/.exec(output) ?? 'the server did not become ready'
      },
      { timeoutMs: READY_MS },
    )
    return new URL(url).origin.replace('localhost', '127.0.0.1')
  } catch (error) {
    child.kill('SIGKILL')
    throw error
  } finally {
    child.stderr?.off('data', collect)
  }
}

function readStart(file: URL): string[] {
  const { scripts } = JSON.parse(readFileSync(file, 'utf8')) as { scripts: { start: string } }
  const [program, ...args] = scripts.start.split(' ')
  if (program !== 'node') throw new Error(`npm start runs ${program}, which is not expected here.`)
  return args
}
