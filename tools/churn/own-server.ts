import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { waitFor } from '../harness/wait-for.ts'
import { endProcess, isRunning, spawnServer, waitUntilReady } from '../harness/spawn-server.ts'
import { findInspector, INSPECTED } from './inspector.ts'
import { readStored, type Stored } from './leftovers.ts'
import type { MemorySource } from './memory.ts'

/** A server in a process of its own, on loopback, with the rate limits that it was started with. */
export interface OwnServer extends MemorySource {
  url: string
  isRunning(): boolean
  /** What it logged as an error, a dying worker aside. */
  errors(): string[]
  /** How many workers it saw die. */
  workersDied(): number
  /** Kills it, and tells what its database holds then. */
  kill(): Promise<Stored>
  /** Ends it in any case, and removes what it stored. */
  remove(): Promise<void>
}

const ENVIRONMENT = {
  PLENARY_LOG_FORMAT: 'json',
  PLENARY_LOG_LEVEL: 'warn',
  // One to be killed, and one to be watched.
  PLENARY_MEDIA_WORKERS: '2',
}
// Random requests come faster than those of people.
const RAISED = {
  PLENARY_LIMITS_JOINS_PER_SECOND: '10000',
  PLENARY_LIMITS_JOIN_BURST: '100000',
  PLENARY_LIMITS_REQUESTS_PER_SECOND: '10000',
  PLENARY_LIMITS_REQUEST_BURST: '100000',
}
const SHORT_GRACE = {
  PLENARY_ROOMS_RESUME_GRACE_SECONDS: '5',
  PLENARY_ROOMS_PAGE_CLOSE_GRACE_SECONDS: '2',
}
const DEATH = /worker died/

/**
 * Starts a server to churn.
 *
 * @param limits - `default` for those that people get, which floods are measured against
 * @param grace - `short` where everything has to be gone soon after the last one left
 * @throws {Error} when it does not become ready
 */
export async function startOwnServer(
  limits: 'raised' | 'default' = 'raised',
  grace: 'short' | 'default' = limits === 'raised' ? 'short' : 'default',
): Promise<OwnServer> {
  const folder = await mkdtemp(join(tmpdir(), 'plenary-churn-'))
  const file = join(folder, 'plenary.sqlite')
  const options = [process.env.NODE_OPTIONS, INSPECTED].filter(Boolean).join(' ')
  const env = {
    ...ENVIRONMENT,
    ...(limits === 'raised' ? RAISED : {}),
    ...(grace === 'short' ? SHORT_GRACE : {}),
  }
  const child = spawnServer({ env: { ...env, PLENARY_STORAGE_FILE: file, NODE_OPTIONS: options } })
  let log = ''
  child.stderr?.on('data', (chunk: Buffer) => (log += chunk.toString()))
  const errors = (): string[] => log.split('\n').filter((line) => /"level":"(error|fatal)"/.test(line))
  const remove = async (): Promise<void> => {
    await endProcess(child)
    await rm(folder, { recursive: true, force: true })
  }
  try {
    const url = await waitUntilReady(child)
    const { inspector } = await waitFor(() => {
      const found = findInspector(log)
      return found === undefined ? 'the server has no inspector' : { inspector: found }
    })
    return {
      url,
      pid: child.pid ?? 0,
      inspector,
      isRunning: () => isRunning(child),
      errors: () => errors().filter((line) => !DEATH.test(line)),
      workersDied: () => errors().filter((line) => DEATH.test(line)).length,
      async kill() {
        await endProcess(child)
        return readStored(file)
      },
      remove,
    }
  } catch (error) {
    await remove()
    throw error
  }
}
