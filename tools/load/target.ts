import { fork, type ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { settings } from '../../server/config/settings.ts'
import { waitFor } from '../harness/wait-for.ts'
import { endProcess, spawnServer, waitUntilReady } from '../harness/spawn-server.ts'
import { OptionError } from '../harness/command-line.ts'
import type { LoadOptions } from './options.ts'

/** What is tested. */
export interface Target {
  /** Origin of a server, or `tcp://host:port` of a bare worker. */
  url: string
  /** Process whose CPU and memory are measured, with all below it. */
  pid: number | undefined
  /** Whether `/metrics` is there. */
  hasMetrics: boolean
  close(): Promise<void>
}

const START_TIMEOUT_MS = 30_000

/**
 * Finds or starts what is tested.
 *
 * @param crashed - called when a process that was started here ends by itself
 */
export async function openTarget(options: LoadOptions, crashed: (error: Error) => void): Promise<Target> {
  if (options.bare) return await startBareWorker(crashed)
  if (options.serve) return await startServer(options, crashed)
  return { url: options.url ?? '', pid: options.pid, hasMetrics: true, close: async () => undefined }
}

async function startServer(options: LoadOptions, crashed: (error: Error) => void): Promise<Target> {
  const args = ['--host', '127.0.0.1', '--port', '0', '--media-port', '0']
  if (options.configFile !== undefined) args.push('--config', options.configFile)
  const child = spawnServer({
    args,
    ownGroup: true,
    log: 'inherit',
    env: {
      PLENARY_LOG_LEVEL: 'error',
      PLENARY_STORAGE_FILE: 'none',
      ...serverEnvironment(options),
    },
  })
  const close = closer(child, crashed)
  try {
    return { url: await waitUntilReady(child), pid: child.pid, hasMetrics: true, close }
  } catch (error) {
    await close()
    throw error
  }
}

// What a participant of a test sends at most, a second.
const MESSAGES_EACH = 20
const BYTES_EACH = 20_000

/**
 * Settings as environment variables: what this many participants from one address
 * need, and what the command line adds.
 *
 * @throws {OptionError} for a setting that does not exist
 */
export function serverEnvironment(options: LoadOptions): Record<string, string> {
  const joins = options.participants + options.newcomers + 10
  const needed: Record<string, string> = {
    // Somebody is told of everything that hosts are told of, and the events of hosts happen.
    'access.host': 'first',
    'limits.connectionsPerAddress': String(Math.max(2000, joins)),
    'limits.maxSeats': String(Math.max(5000, joins)),
    'limits.addressShare': '1',
    'limits.joinBurst': String(Math.max(200, joins)),
    'limits.addressMessagesPerSecond': String(Math.max(3000, joins * MESSAGES_EACH)),
    'limits.addressBytesPerSecond': String(Math.max(1_000_000, joins * BYTES_EACH)),
    'rooms.maxParticipants': String(Math.min(10_000, Math.max(1000, joins))),
    ...options.settings,
  }
  return Object.fromEntries(
    Object.entries(needed).map(([path, value]) => {
      const setting = settings.find((one) => one.path === path)
      if (!setting)
        throw new OptionError(`--set names ${path}, which is no setting. See docs/configuration.md.`)
      return [setting.variable, value]
    }),
  )
}

async function startBareWorker(crashed: (error: Error) => void): Promise<Target> {
  const child = fork(fileURLToPath(new URL('bare-worker.ts', import.meta.url)), {
    detached: true,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const close = closer(child, crashed)
  const ready = new Promise<{ port: number }>((resolve, reject) => {
    child.once('message', (message) => resolve(message as { port: number }))
    child.once('error', reject)
    child.once('exit', (code) => {
      reject(new Error(`The bare worker did not start (${code}). Run "npm start" once to install it.`))
    })
  })
  try {
    const { port } = await waitFor('the start of the bare worker', ready, { timeoutMs: START_TIMEOUT_MS })
    return { url: `tcp://127.0.0.1:${port}`, pid: child.pid, hasMetrics: false, close }
  } catch (error) {
    await close()
    throw error
  }
}

function closer(child: ChildProcess, crashed: (error: Error) => void): () => Promise<void> {
  let isClosing = false
  child.once('exit', (code, signal) => {
    if (!isClosing) crashed(new Error(`What is tested ended by itself with ${signal ?? code}.`))
  })
  return async () => {
    isClosing = true
    await endProcess(child, (it) => it.kill('SIGTERM'))
  }
}
