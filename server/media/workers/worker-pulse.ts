import { readFileSync } from 'node:fs'

/** What shows that a process does something, in numbers that only grow. */
export interface Pulse {
  /** CPU time, in clock ticks of the system. */
  readonly cpuTicks: number
  /** How often it waited for something of its own accord: every time that it has nothing to do. */
  readonly waits: number
}

// Places of utime and stime after the name of the program, proc(5).
const USER_TICKS = 11
const SYSTEM_TICKS = 12

/**
 * Reads the pulse of a process.
 *
 * @returns undefined when the process is gone, or the system has no `/proc`
 */
export function readPulse(pid: number): Pulse | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    // The name may hold anything, brackets and spaces included.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const status = readFileSync(`/proc/${pid}/status`, 'latin1')
    return {
      cpuTicks: Number(fields[USER_TICKS]) + Number(fields[SYSTEM_TICKS]),
      waits: Number(/^voluntary_ctxt_switches:\s*(\d+)$/m.exec(status)?.[1] ?? 0),
    }
  } catch {
    return undefined
  }
}

/** How long a process has not moved, and how long it only turned in a circle; in beats. */
export class PulseWatch {
  readonly #read: () => Pulse | undefined
  #last: Pulse | undefined
  #still = 0
  #spinning = 0

  constructor(read: () => Pulse | undefined) {
    this.#read = read
  }

  /** Beats in a row in which the process used no CPU and waited for nothing. */
  get still(): number {
    return this.#still
  }

  /** Beats in a row in which it used CPU and waited for nothing. */
  get spinning(): number {
    return this.#spinning
  }

  /** Looks once. */
  beat(): void {
    const now = this.#read()
    const waited = now !== undefined && this.#last !== undefined && now.waits > this.#last.waits
    const used = now !== undefined && this.#last !== undefined && now.cpuTicks > this.#last.cpuTicks
    this.#still = waited || used ? 0 : this.#still + 1
    this.#spinning = used && !waited ? this.#spinning + 1 : 0
    this.#last = now
  }

  /** The process has answered. */
  reset(): void {
    this.#last = this.#read()
    this.#still = 0
    this.#spinning = 0
  }
}
