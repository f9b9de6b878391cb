import { setTimeout as delay } from 'node:timers/promises'
import { ChurnClient } from './churn-client.ts'
import { waitForNothing, type Leftovers } from './leftovers.ts'
import { countLiveObjects, type LiveObjects } from './live-objects.ts'
import {
  judgeMemory,
  readIdleMemory,
  type IdleMemory,
  type MemorySource,
  type MemoryVerdict,
} from './memory.ts'
import { createChoices } from './choices.ts'
import { SoakRecord, type Tally } from './soak-record.ts'
import { WorkerKiller } from './worker-killer.ts'

/** What is soaked, for how long, and by whom. */
export interface SoakOptions {
  /** Origin of the server. */
  url: string
  /** The server, for its memory and for killing its workers; undefined to do neither. */
  server?: MemorySource
  durationMs: number
  /** Clients that act at the same time. */
  people: number
  seed: number
  /** Whether workers are killed now and then. Needs the server's process. */
  killsWorkers: boolean
  /** What else happens to the server until a moment, by `performance.now()`. */
  meanwhile?: (end: number) => Promise<void>
  progress?: (line: string) => void
}

/** What a soak found out. */
export interface SoakResult {
  seconds: number
  /** What clients did. */
  actions: Tally
  /** What failed. */
  failures: Tally
  /** The first reasons. */
  reasons: string[]
  /** What failed because a worker was killed meanwhile. */
  excusedByKill: Tally
  seatsLost: number
  workersKilled: number
  /** Whether any were to be killed. */
  killsWorkers: boolean
  /** What the server counts after all clients have left. */
  leftovers: Leftovers
  /** Objects in the server's memory then; undefined without a process to look at. */
  alive: LiveObjects | undefined
  /** Undefined without a process to look at. */
  memory: MemoryVerdict | undefined
}

// The server calls a worker healthy that lived for a minute, and replaces it at once.
const KILL_EVERY_MS = 70_000
const LOOK_MS = 1000
/** Share of the time before memory is read first, in which code is compiled and buffers grow to their size. */
const WARM_UP_SHARE = 0.25

/**
 * Lets clients act at random for a while, and counts what stays behind. After a
 * quarter of the time all of them leave once, so that the memory of an empty server
 * can be compared with that of an empty server.
 */
export async function runSoak(options: SoakOptions): Promise<SoakResult> {
  const { server, durationMs } = options
  const record = new SoakRecord()
  const killer = server && new WorkerKiller(server.pid, Math.min(KILL_EVERY_MS, durationMs / 4))
  const killsWorkers = options.killsWorkers && server !== undefined && durationMs > 0
  const clients = createClients(options, record, killer)
  const lookAtMemory = async (): Promise<IdleMemory | undefined> =>
    server && (await readIdleMemory(server, killer?.spared))
  await churn(clients, { ...options, durationMs: durationMs * WARM_UP_SHARE, record, killer })
  await waitForNothing(options.url)
  const before = await lookAtMemory()
  await churn(clients, { ...options, durationMs: durationMs * (1 - WARM_UP_SHARE), record, killer })
  const leftovers = await waitForNothing(options.url)
  const after = await lookAtMemory()
  return {
    seconds: durationMs / 1000,
    actions: record.actions,
    failures: record.failures,
    reasons: record.reasons,
    excusedByKill: record.excusedByKill,
    seatsLost: record.seatsLost,
    workersKilled: killer?.killed ?? 0,
    killsWorkers,
    leftovers,
    alive: server && (await countLiveObjects(server.inspector)),
    memory: before && after && judgeMemory(before, after),
  }
}

/** Makes clients, which have not joined yet. */
function createClients(
  { url, people, seed }: SoakOptions,
  record: SoakRecord,
  killer: WorkerKiller | undefined,
): ChurnClient[] {
  const choices = createChoices(seed)
  const explains = (since: number): boolean => killer?.explains(since) ?? false
  return Array.from(
    { length: people },
    (_, index) => new ChurnClient({ url, index, choices, record, explains }),
  )
}

interface ChurnOptions extends SoakOptions {
  record: SoakRecord
  killer: WorkerKiller | undefined
}

/** Lets clients act for a while; then all of them leave. */
async function churn(
  clients: readonly ChurnClient[],
  { durationMs, record, killer, killsWorkers, meanwhile, progress }: ChurnOptions,
): Promise<void> {
  const end = performance.now() + durationMs
  const running = Promise.all([
    ...clients.map(async (client) => await client.runUntil(end)),
    meanwhile?.(end),
  ])
  // Whoever waits for it below hears of a failure; until then nobody does.
  running.catch(() => undefined)
  while (performance.now() < end) {
    await delay(Math.min(LOOK_MS, Math.max(1, end - performance.now())))
    if (killsWorkers) killer?.maybeKill()
    const left = Math.max(0, Math.round((end - performance.now()) / 1000))
    progress?.(`${left} s left, ${record.done} actions`)
  }
  await running
  for (const client of clients) await client.leave()
  progress?.('waiting until nothing is left')
}
