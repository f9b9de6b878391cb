import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { setPriority } from 'node:os'

/** Where a process with clients runs, and with which priority. */
export interface Placement {
  /** Lowered by so much; 0 where that was not possible. */
  niceness: number
  /** The one core that it runs on; undefined where it may run on all. */
  core: number | undefined
}

// One third of the CPU of whatever runs beside it, when both want all.
const NICENESS = 5

/**
 * Lowers the priority of this process, so that on one machine it does not starve the
 * server under test, and keeps it on one core: its threads hand every packet on to
 * each other, and waking one on another core costs more than the packet. Does what
 * the system allows.
 *
 * @param position - of this process among those with participants
 */
export function standBack(position: number): Placement {
  // The library's threads begin later and inherit it.
  const niceness = attempt(() => {
    setPriority(NICENESS)
    return NICENESS
  })
  const core = attempt(() => {
    const allowed = readCores(readFileSync('/proc/self/status', 'utf8'))
    return allowed.length > 1 ? chooseCore(allowed, position) : undefined
  })
  const isPinned =
    core !== undefined && spawnSync('taskset', ['-acp', String(core), String(process.pid)]).status === 0
  return { niceness: niceness ?? 0, core: isPinned ? core : undefined }
}

/** The cores that a process may use, from its status in /proc. */
export function readCores(status: string): number[] {
  const list = /^Cpus_allowed_list:\s*(\S+)/m.exec(status)?.[1] ?? ''
  return list.split(',').flatMap((part) => {
    const [, first, last = first] = /^(\d+)(?:-(\d+))?$/.exec(part) ?? []
    if (first === undefined) return []
    return Array.from({ length: Number(last) - Number(first) + 1 }, (_, offset) => Number(first) + offset)
  })
}

/** Counts from the last core backwards, because systems put other work on the first ones. */
export function chooseCore(allowed: readonly number[], position: number): number | undefined {
  return allowed.at(-1 - (position % allowed.length))
}

function attempt<T>(action: () => T): T | undefined {
  try {
    return action()
  } catch {
    // Not allowed, or not Linux: the test goes on without.
    return undefined
  }
}
