/**
 * 0: nothing is saved. 1: lower resolution. 2: few cameras. 3: one camera, of somebody pinned
 * or else of whoever speaks.
 */
export type LoadLevel = 0 | 1 | 2 | 3

/** How far the server saves: for everybody, and beyond that for those on a busy media worker. */
export interface LoadLevels {
  eventLoop: LoadLevel
  /** By id of the worker, see `MediaPort.workerCpu`. */
  workers: ReadonlyMap<string, LoadLevel>
  /** Whether nobody new can be served decently. Ends long before pictures come back. */
  isFull: boolean
}

/** Nothing is saved anywhere. */
export const NO_LOAD: LoadLevels = { eventLoop: 0, workers: new Map(), isFull: false }

/** How far to save for those whom a worker carries. */
export function levelAt({ eventLoop, workers }: LoadLevels, worker: string): LoadLevel {
  return Math.max(eventLoop, workers.get(worker) ?? 0) as LoadLevel
}

/** The level of those who are served worst. */
export function highestLevel({ eventLoop, workers }: LoadLevels): LoadLevel {
  return Math.max(eventLoop, ...workers.values()) as LoadLevel
}
