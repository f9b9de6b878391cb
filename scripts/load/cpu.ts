import { readdirSync, readFileSync } from 'node:fs'
import { cpus } from 'node:os'

/** One process at one moment. */
export interface ProcessUsage {
  pid: number
  isWorker: boolean
  cpuSeconds: number
  residentBytes: number
}

/** What a server and its children used in a span of time. */
export interface TreeUsage {
  /** Cores of the Node process. */
  node: number
  /** Cores of each media worker, by process id. */
  workers: { pid: number; cores: number }[]
  total: number
  residentBytes: { node: number; workers: number }
}

/** A server with all its children, at one moment. */
export interface TreeSnapshot {
  at: number
  processes: ProcessUsage[]
}

// Linux counts CPU time in hundredths of a second for programs, whatever the kernel does.
const TICKS_PER_SECOND = 100

/** Reads a process and its children from Linux's /proc; undefined when it is gone. */
export function readTree(pid: number): TreeSnapshot | undefined {
  const root = readProcess(pid)
  if (!root) return undefined
  const children = childrenOf(pid).flatMap((child) => readProcess(child) ?? [])
  return { at: performance.now(), processes: [root, ...children] }
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
  const node = sum(others.map(coresOf))
  const perWorker = workers.map((worker) => ({ pid: worker.pid, cores: coresOf(worker) }))
  return {
    node,
    workers: perWorker,
    total: node + sum(perWorker.map(({ cores }) => cores)),
    residentBytes: {
      node: sum(others.map(({ residentBytes }) => residentBytes)),
      workers: sum(workers.map(({ residentBytes }) => residentBytes)),
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
    const isWorker = readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('mediasoup-worker')
    return { pid, isWorker, cpuSeconds, residentBytes: Number(resident ?? 0) * 1024 }
  } catch {
    // It has ended, or this is no Linux.
    return undefined
  }
}

function childrenOf(pid: number): number[] {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .filter((entry) => {
      try {
        return parseStat(readFileSync(`/proc/${entry}/stat`, 'utf8')).parent === pid
      } catch {
        return false
      }
    })
    .map(Number)
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
