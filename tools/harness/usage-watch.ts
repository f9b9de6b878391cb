import { machineTime, readTree, usageBetween, type TreeSnapshot, type TreeUsage } from './cpu.ts'

/** What was used in a span of time. */
export interface Usage {
  /** Absent when no server is measured here. */
  server?: TreeUsage
  /** 0 when no server is measured here. */
  seconds: number
  /** Share of all cores of this machine. */
  machineBusy: number
}

/** Measures what the server and the machine use, from one moment to another. */
export class UsageWatch {
  readonly #pid: number | undefined
  #tree: TreeSnapshot | undefined
  #machine = machineTime()

  /** @param pid - of the server; undefined when it is not to be measured */
  constructor(pid: number | undefined) {
    this.#pid = pid
    this.restart()
  }

  restart(): void {
    this.#tree = this.#pid === undefined ? undefined : readTree(this.#pid)
    this.#machine = machineTime()
  }

  /** Memory of the server at the last restart, its children included. */
  get residentBytes(): number {
    return (this.#tree?.processes ?? []).reduce((sum, { residentBytes }) => sum + residentBytes, 0)
  }

  /** What was used since the last restart. */
  read(): Usage {
    const after = this.#pid === undefined ? undefined : readTree(this.#pid)
    const { busy, all } = machineTime()
    return {
      ...(this.#tree && after ? { server: usageBetween(this.#tree, after) } : {}),
      seconds: this.#tree && after ? (after.at - this.#tree.at) / 1000 : 0,
      machineBusy: (busy - this.#machine.busy) / Math.max(1, all - this.#machine.all),
    }
  }
}
