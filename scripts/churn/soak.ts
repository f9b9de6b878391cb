import { setTimeout as delay } from 'node:timers/promises'
import { readTree } from '../load/cpu.ts'
import { parseMetrics } from '../load/metrics-watch.ts'
import { ChurningPerson } from './churning-person.ts'
import { createRandom } from './random.ts'

export interface SoakOptions {
  /** Origin of the server. */
  url: string
  /** Process of the server, for its memory and for killing its workers; undefined to do neither. */
  pid: number | undefined
  durationMs: number
  people: number
  seed: number
  /** Whether workers are killed now and then. */
  killsWorkers: boolean
  progress?: (line: string) => void
}

export interface SoakResult {
  seconds: number
  /** What people did, by kind. */
  actions: Record<string, number>
  /** What went wrong for somebody, with the reason. */
  failures: string[]
  workersKilled: number
  /** What is left after everybody left; all of it should be 0. */
  leftovers: Record<string, number>
  /** Growth of the server's memory in the second half, in MB an hour; undefined without a process. */
  memorySlope: number | undefined
  memoryMegabytes: { node: number; workers: number } | undefined
}

const COUNTED = ['rooms', 'participants', 'connections', 'routers', 'consumers', 'pipes']
const SAMPLE_MS = 2000
const SETTLE_MS = 60_000
const KILL_EVERY_MS = 60_000

/** Lets people come, go, reload, share and break for a while, and counts what stays behind. */
export async function runSoak(options: SoakOptions): Promise<SoakResult> {
  const { url, pid, durationMs, people, seed } = options
  const random = createRandom(seed)
  const end = performance.now() + durationMs
  const memory = new MemoryLog(pid)
  const crowd = Array.from({ length: people }, (_, index) => new ChurningPerson({ url, index, random }))
  const killer = options.killsWorkers ? new WorkerKiller(pid) : undefined
  const lives = Promise.all(crowd.map(async (person) => await person.live(end)))
  while (performance.now() < end) {
    await delay(Math.min(SAMPLE_MS, Math.max(1, end - performance.now())))
    memory.sample()
    killer?.maybeKill()
    const left = Math.max(0, Math.round((end - performance.now()) / 1000))
    options.progress?.(`${left} s left, ${crowd.reduce((sum, { done }) => sum + done, 0)} actions`)
  }
  await lives
  for (const person of crowd) await person.leave()
  return {
    seconds: durationMs / 1000,
    actions: sumUp(crowd.map(({ actions }) => actions)),
    failures: crowd.flatMap(({ failures }) => failures),
    workersKilled: killer?.killed ?? 0,
    leftovers: await countLeftovers(url),
    memorySlope: memory.slope(),
    memoryMegabytes: memory.latest(),
  }
}

/** Waits until all is gone, and tells what is not. */
async function countLeftovers(url: string): Promise<Record<string, number>> {
  const deadline = performance.now() + SETTLE_MS
  for (;;) {
    const metrics = parseMetrics(await (await fetch(`${url}/metrics`)).text())
    const counts = Object.fromEntries(
      COUNTED.map((what) => [
        what,
        metrics.find(({ name }) => name === `plenary_${what}`)?.value ?? Number.NaN,
      ]),
    )
    if (Object.values(counts).every((count) => count === 0) || performance.now() > deadline) return counts
    await delay(200)
  }
}

function sumUp(records: readonly Record<string, number>[]): Record<string, number> {
  const sums: Record<string, number> = {}
  for (const record of records) {
    for (const [key, count] of Object.entries(record)) sums[key] = (sums[key] ?? 0) + count
  }
  return sums
}

/** Memory of the server's processes over time. */
class MemoryLog {
  readonly #pid: number | undefined
  readonly #samples: { at: number; node: number; workers: number }[] = []

  constructor(pid: number | undefined) {
    this.#pid = pid
  }

  sample(): void {
    const tree = this.#pid === undefined ? undefined : readTree(this.#pid)
    if (!tree) return
    const megabytes = (isWorker: boolean): number =>
      tree.processes
        .filter((one) => one.isWorker === isWorker)
        .reduce((sum, { residentBytes }) => sum + residentBytes / 1e6, 0)
    this.#samples.push({ at: tree.at, node: megabytes(false), workers: megabytes(true) })
  }

  latest(): { node: number; workers: number } | undefined {
    const last = this.#samples.at(-1)
    return last && { node: Math.round(last.node), workers: Math.round(last.workers) }
  }

  /** Least squares over the second half: the first one is warming up. */
  slope(): number | undefined {
    const half = this.#samples.slice(Math.floor(this.#samples.length / 2))
    if (half.length < 3) return undefined
    const points = half.map(({ at, node, workers }) => ({ x: at / 3_600_000, y: node + workers }))
    const mean = (pick: (point: { x: number; y: number }) => number): number =>
      points.reduce((sum, point) => sum + pick(point), 0) / points.length
    const x = mean((point) => point.x)
    const y = mean((point) => point.y)
    const above = points.reduce((sum, point) => sum + (point.x - x) * (point.y - y), 0)
    const below = points.reduce((sum, point) => sum + (point.x - x) ** 2, 0)
    return Math.round((above / below) * 10) / 10
  }
}

/** Kills a media worker now and then, as a crash would. */
class WorkerKiller {
  readonly #pid: number | undefined
  #nextAt = performance.now() + KILL_EVERY_MS
  killed = 0

  constructor(pid: number | undefined) {
    this.#pid = pid
  }

  maybeKill(): void {
    if (this.#pid === undefined || performance.now() < this.#nextAt) return
    this.#nextAt = performance.now() + KILL_EVERY_MS
    const workers = readTree(this.#pid)?.processes.filter(({ isWorker }) => isWorker) ?? []
    const victim = workers[this.killed % Math.max(1, workers.length)]
    if (!victim) return
    process.kill(victim.pid, 'SIGKILL')
    this.killed += 1
  }
}
