import { readdirSync, readFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { basename } from 'node:path'
import { WORKER_NAME } from '../../scripts/worker/locate.mjs'
import { sum } from './counters.ts'

/** One process at one moment. */
export interface ProcessUsage {
  pid: number
  isWorker: boolean
  cpuSeconds: number
  residentBytes: number
}

/** What a server and all below it used in a span of time. */
export interface TreeUsage {
  /** Cores of the process of Node.js, and of whatever started it. */
  node: number
  /** Cores of each media worker, by process id. */
  workers: { pid: number; cores: number }[]
  total: number
  residentBytes: { node: number; workers: number }
}

/** A server with all processes below it, at one moment. */
export interface TreeSnapshot {
  at: number
  processes: ProcessUsage[]
}

// Linux counts CPU time in hundredths of a second for programs, whatever the kernel does.
const TICKS_PER_SECOND = 100

/**
 * Reads a process and all below it from Linux's /proc: `npm start` and shells start the
 * server, which starts the workers.
 *
 * @returns undefined when the process is gone, or this is no Linux
 */
export function readTree(pid: number): TreeSnapshot | undefined {
  const root = readProcess(pid)
  if (!root) return undefined
  const children = readChildren()
  const processes = [root]
  // Children of those that are found are appended while this goes on.
  for (const { pid: parent } of processes) {
    // The same shell may have started the load tester, which is no part of the server.
    const found = (children.get(parent) ?? []).filter((child) => child !== process.pid)
    processes.push(...found.flatMap((child) => readProcess(child) ?? []))
  }
  return { at: performance.now(), processes }
}

/** What was used between two moments; the second one's memory. */
export function usageBetween(before: TreeSnapshot, after: TreeSnapshot): TreeUsage {
  const seconds = Math.max(0.001, (after.at - before.at) / 1000)
  const coresOf = ({ pid, cpuSeconds }: ProcessUsage): number => {
    const earlier = before.processes.find((one) => one.pid === pid)
    return (cpuSeconds - (earlier?.cpuSeconds ?? 0)) / seconds
  }
  const workers = after.processes.filter(({ isWorker }) => isWorker)
  const others = after.processes.filter(({ isWorker }) => !isWorker)
  const node = sum(others, coresOf)
  const perWorker = workers.map((worker) => ({ pid: worker.pid, cores: coresOf(worker) }))
  return {
    node,
    workers: perWorker,
    total: node + sum(perWorker, ({ cores }) => cores),
    residentBytes: {
      node: sum(others, ({ residentBytes }) => residentBytes),
      workers: sum(workers, ({ residentBytes }) => residentBytes),
    },
  }
}

/** Reads the line of /proc/<pid>/stat: the parent, and user and system time. */
export function parseStat(stat: string): { parent: number; cpuSeconds: number } {
  // The name stands in brackets and may contain anything.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const field = (number: number): number => Number(fields[number - 3] ?? 0)
  return {
    parent: field(4),
    cpuSeconds: (field(14) + field(15)) / TICKS_PER_SECOND,
  }
}

/** Time that all cores of this machine were busy, and all time, in milliseconds. */
export function machineTime(): { busy: number; all: number } {
  return cpus().reduce(
    ({ busy, all }, { times }) => {
      const spent = times.user + times.nice + times.sys + times.irq
      return { busy: busy + spent, all: all + spent + times.idle }
    },
    { busy: 0, all: 0 },
  )
}

function readProcess(pid: number): ProcessUsage | undefined {
  try {
    const { cpuSeconds } = parseStat(readFileSync(`/proc/${pid}/stat`, 'utf8'))
    const resident = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    const [command = ''] = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
    // Others may have it among their arguments: a shell that says which worker to use.
    const isWorker = basename(command).startsWith(WORKER_NAME)
    return { pid, isWorker, cpuSeconds, residentBytes: Number(resident ?? 0) * 1024 }
  } catch {
    // It has ended, or this is no Linux.
    return undefined
  }
}

/** The children of every process of this machine. */
function readChildren(): Map<number, number[]> {
  const children = new Map<number, number[]>()
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue
    try {
      const { parent } = parseStat(readFileSync(`/proc/${entry}/stat`, 'utf8'))
      children.set(parent, [...(children.get(parent) ?? []), Number(entry)])
    } catch {
      // It ended meanwhile.
    }
  }
  return children
}
