import { DatabaseSync } from 'node:sqlite'
import { parseMetrics } from '../harness/metrics-watch.ts'
import { waitFor, WaitTimeout } from '../harness/wait-for.ts'

/** What must be 0 once all participants have left, as `/metrics` names it without the prefix. */
export const COUNTED = [
  'rooms',
  // Seats, including those kept for participants who may come back.
  'participants',
  // What seats are told of others.
  'roster_entries',
  'connections',
  'routers',
  'transports',
  'producers',
  'consumers',
  'data_consumers',
  'pipes',
  'storage_writes_behind',
] as const

/** What a server still holds. */
export interface Leftovers {
  counts: Record<string, number>
  /** Gauges that the server does not have; nobody knows what is left there. */
  missing: string[]
}

/** What a database holds of a server that has ended. */
export interface Stored {
  /** Rooms that were ever used; 0 when nothing was stored at all. */
  rooms: number
  seats: number
}

// Longer than seats are kept for participants who may come back.
const SETTLE_MS = 60_000
const LOOK_MS = 200

/** Reads gauges out of the text of `/metrics`; those with labels are added up. */
export function readLeftovers(text: string): Leftovers {
  const metrics = parseMetrics(text)
  const read = COUNTED.map((what) => {
    const samples = metrics.filter(({ name }) => name === `plenary_${what}`)
    return { what, isThere: samples.length > 0, count: samples.reduce((sum, { value }) => sum + value, 0) }
  })
  return {
    counts: Object.fromEntries(read.filter(({ isThere }) => isThere).map(({ what, count }) => [what, count])),
    missing: read.filter(({ isThere }) => !isThere).map(({ what }) => what),
  }
}

/** What is wrong with leftovers, in words; nothing when there are none. */
export function describeLeftovers({ counts, missing }: Leftovers): string[] {
  return [
    ...Object.entries(counts).flatMap(([what, count]) => (count === 0 ? [] : [`${count} ${what} are left`])),
    ...missing.map((what) => `/metrics has no plenary_${what}`),
  ]
}

/**
 * Waits until all counts are 0.
 *
 * @returns what is left when time is up
 */
export async function waitForNothing(url: string, timeoutMs = SETTLE_MS): Promise<Leftovers> {
  let leftovers: Leftovers = { counts: {}, missing: [] }
  const look = async (): Promise<string | undefined> => {
    leftovers = readLeftovers(await (await fetch(`${url}/metrics`)).text())
    const isGone = Object.values(leftovers.counts).every((count) => count === 0)
    return isGone ? undefined : describeLeftovers(leftovers).join(', ')
  }
  try {
    await waitFor('nothing is left on the server', look, { timeoutMs, intervalMs: LOOK_MS })
  } catch (error) {
    if (!(error instanceof WaitTimeout)) throw error
  }
  return leftovers
}

/** Reads the database of a server that has ended: while it runs, nobody else can. */
export function readStored(file: string): Stored {
  const database = new DatabaseSync(file)
  try {
    const count = (table: string): number =>
      Number(database.prepare(`SELECT count(*) AS count FROM ${table}`).get()?.count)
    return { rooms: count('rooms'), seats: count('seats') }
  } finally {
    database.close()
  }
}
