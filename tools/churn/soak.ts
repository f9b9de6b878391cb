import { setTimeout as delay } from 'node:timers/promises'
import { ChurningPerson } from './churning-person.ts'
import { waitForNothing, type Leftovers } from './leftovers.ts'
import { countLiveObjects, type LiveObjects } from './live-objects.ts'
import {
  judgeMemory,
  readIdleMemory,
  type IdleMemory,
  type MemorySource,
  type MemoryVerdict,
} from './memory.ts'
import { createRandom } from './random.ts'
import { SoakRecord, type Tally } from './soak-record.ts'
import { WorkerKiller } from './worker-killer.ts'

/** How long how many people come and go. */
export interface SoakOptions {
  /** Origin of the server. */
  url: string
  /** The server, for its memory and for killing its workers; undefined to do neither. */
  server?: MemorySource
  durationMs: number
  people: number
  seed: number
  /** Whether workers are killed now and then. Needs the server's process. */
  killsWorkers: boolean
  progress?: (line: string) => void
}

/** What a soak test found. */
export interface SoakResult {
  seconds: number
  /** What people did. */
  actions: Tally
  /** What went wrong for somebody. */
  failures: Tally
  /** The first reasons. */
  reasons: string[]
  /** What went wrong and is explained by a worker that was killed meanwhile. */
  excusedByKill: Tally
  seatsLost: number
  workersKilled: number
  /** Whether so many were expected. */
  killsWorkers: boolean
  /** What is left after everybody left. */
  leftovers: Leftovers
  /** What the server holds in memory then; undefined without a process to look at. */
  alive: LiveObjects | undefined
  /** Undefined without a process to look at. */
  memory: MemoryVerdict | undefined
}

// The server calls a worker healthy that lived for a minute, and replaces it at once.
const KILL_EVERY_MS = 70_000
const LOOK_MS = 1000
/** Code is compiled and buffers find their size meanwhile. */
const WARM_UP_SHARE = 0.25

/**
 * Lets people come, go, reload, share and break for a while, and counts what stays
 * behind. After a quarter of the time everybody leaves once, so that the memory of
 * an empty server can be compared with that of an empty server.
 */
export async function runSoak(options: SoakOptions): Promise<SoakResult> {
  const { server, durationMs } = options
  const record = new SoakRecord()
  const killer = server && new WorkerKiller(server.pid, Math.min(KILL_EVERY_MS, durationMs / 4))
  const killsWorkers = options.killsWorkers && server !== undefined && durationMs > 0
  const crowd = gather(options, record, killer)
  const lookAtMemory = async (): Promise<IdleMemory | undefined> =>
    server && (await readIdleMemory(server, killer?.spared))
  await churn(crowd, { ...options, durationMs: durationMs * WARM_UP_SHARE, record, killer })
  await waitForNothing(options.url)
  const before = await lookAtMemory()
  await churn(crowd, { ...options, durationMs: durationMs * (1 - WARM_UP_SHARE), record, killer })
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

/** People who have not come yet. */
function gather(
  { url, people, seed }: SoakOptions,
  record: SoakRecord,
  killer: WorkerKiller | undefined,
): ChurningPerson[] {
  const random = createRandom(seed)
  const explains = (since: number): boolean => killer?.explains(since) ?? false
  return Array.from(
    { length: people },
    (_, index) => new ChurningPerson({ url, index, random, record, explains }),
  )
}

interface ChurnOptions extends SoakOptions {
  record: SoakRecord
  killer: WorkerKiller | undefined
}

/** Lets people live for a while; then all of them leave. */
async function churn(
  crowd: readonly ChurningPerson[],
  { durationMs, record, killer, killsWorkers, progress }: ChurnOptions,
): Promise<void> {
  const end = performance.now() + durationMs
  const lives = Promise.all(crowd.map(async (person) => await person.live(end)))
  while (performance.now() < end) {
    await delay(Math.min(LOOK_MS, Math.max(1, end - performance.now())))
    if (killsWorkers) killer?.maybeKill()
    const left = Math.max(0, Math.round((end - performance.now()) / 1000))
    progress?.(`${left} s left, ${record.done} actions`)
  }
  await lives
  for (const person of crowd) await person.leave()
  progress?.('waiting until nothing is left')
}
