/**
 * 0: nothing is saved. 1: lower resolution. 2: few cameras. 3: one camera, of somebody pinned
 * or else of whoever speaks, and nobody new.
 */
export type LoadLevel = 0 | 1 | 2 | 3

/** How far the server saves: for everybody, and beyond that for those on a busy media worker. */
export interface LoadLevels {
  eventLoop: LoadLevel
  /** By id of the worker, see `MediaPort.workerCpu`. */
  workers: ReadonlyMap<string, LoadLevel>
}

/** Nothing is saved anywhere. */
export const NO_LOAD: LoadLevels = { eventLoop: 0, workers: new Map() }

/** How far to save for those whom a worker carries. */
export function levelAt({ eventLoop, workers }: LoadLevels, worker: string): LoadLevel {
  return Math.max(eventLoop, workers.get(worker) ?? 0) as LoadLevel
}

/** The level of those who are served worst. */
export function highestLevel({ eventLoop, workers }: LoadLevels): LoadLevel {
  return Math.max(eventLoop, ...workers.values()) as LoadLevel
}

/** Whether nobody new can be served decently: one worker with room to spare is enough. */
export function isSaturated({ eventLoop, workers }: LoadLevels): boolean {
  return eventLoop === 3 || (workers.size > 0 && [...workers.values()].every((level) => level === 3))
}
