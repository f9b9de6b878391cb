import { availableParallelism } from 'node:os'

/** Most mediasoup workers that one server starts, which also bounds its media ports. */
export const WORKERS_MAX = 64

/**
 * How many mediasoup workers to start. A worker uses one core.
 *
 * @param workers - the setting: a number from 1 to 64, or `auto` for one per core
 * @param cores - cores that this process may use
 */
export function workerCount(workers: 'auto' | number, cores: number = availableParallelism()): number {
  return workers === 'auto' ? Math.min(Math.max(cores, 1), WORKERS_MAX) : workers
}
