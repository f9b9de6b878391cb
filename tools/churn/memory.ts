import { readTree } from '../harness/cpu.ts'
import { readLiveMemory } from './inspector.ts'

/** Memory of a server whose rooms are empty, in MB. */
export interface IdleMemory {
  /** By `performance.now()`. */
  at: number
  /** What is alive in the JavaScript heap after a full collection. */
  heap: number
  /** What JavaScript holds outside of it. */
  outside: number
  /** Resident memory of the process of Node.js after the collection. */
  node: number
  /** Resident memory of the worker that is never killed; undefined without one. */
  worker: number | undefined
}

/** What two moments with empty rooms say about a leak. */
export interface MemoryVerdict {
  before: IdleMemory
  after: IdleMemory
  minutesBetween: number
  /** Growth of heap and buffers, in MB an hour. */
  slopeAnHour: number
  /** The rule, in words. */
  rule: string
  /** What broke it, in words. */
  broken: string[]
}

/** By how much each may grow between the two moments, in MB. */
export const GROWTH_MAX = { heap: 5, outside: 5, node: 80, worker: 20 } as const

const RULE = [
  'nobody inside, after a full collection, at the end compared with after the warm-up:',
  `live heap at most ${GROWTH_MAX.heap} MB more, memory outside the heap at most ${GROWTH_MAX.outside} MB,`,
  `resident memory of Node at most ${GROWTH_MAX.node} MB,`,
  `and of a worker that was never killed at most ${GROWTH_MAX.worker} MB`,
].join(' ')

/** The server whose memory is read. */
export interface MemorySource {
  /** Process of the server. */
  pid: number
  /** Address of its inspector. */
  inspector: string
}

/**
 * Reads the memory of a server after a full collection.
 *
 * @param worker - process of the worker to look at
 */
export async function readIdleMemory(
  { pid, inspector }: MemorySource,
  worker: number | undefined,
): Promise<IdleMemory> {
  const { heap, outside, resident } = await readLiveMemory(inspector)
  const process = readTree(pid)?.processes.find((one) => one.pid === worker)
  return {
    at: performance.now(),
    heap: megabytes(heap),
    outside: megabytes(outside),
    node: megabytes(resident),
    worker: process && megabytes(process.residentBytes),
  }
}

/** Compares two moments with empty rooms. */
export function judgeMemory(before: IdleMemory, after: IdleMemory): MemoryVerdict {
  const minutesBetween = (after.at - before.at) / 60_000
  const grown = after.heap + after.outside - before.heap - before.outside
  const broken = (['heap', 'outside', 'node', 'worker'] as const).flatMap((what) => {
    const [former, now] = [before[what], after[what]]
    if (former === undefined && now === undefined) return []
    if (former === undefined || now === undefined) return [`${what}: the worker to be watched has ended`]
    const growth = now - former
    if (growth <= GROWTH_MAX[what]) return []
    return [`${what}: ${Math.round(growth)} MB more, at most ${GROWTH_MAX[what]} MB are allowed`]
  })
  return {
    before,
    after,
    minutesBetween: round(minutesBetween),
    slopeAnHour: round((grown / Math.max(minutesBetween, 1 / 60)) * 60),
    rule: RULE,
    broken,
  }
}

function megabytes(bytes: number): number {
  return round(bytes / 1e6)
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
