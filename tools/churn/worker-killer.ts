import { readTree } from '../harness/cpu.ts'

/** An action that begins so soon after a kill may still be sent to the dead worker. */
const AFTERMATH_MS = 2000
/** An action that fails later than this after a kill has another cause. */
const FAILING_MS = 5000

/**
 * Kills a media worker now and then, as a crash would. One worker is spared, so that
 * its memory can be watched from the beginning to the end.
 */
export class WorkerKiller {
  readonly #pid: number
  readonly #everyMs: number
  readonly #kills: number[] = []
  #nextAt: number
  /** The worker that is never killed; undefined when there is only one. */
  readonly spared: number | undefined

  /**
   * @param pid - of the server
   * @param everyMs - longer than a minute, or the server takes its time to replace workers
   */
  constructor(pid: number, everyMs: number) {
    this.#pid = pid
    this.#everyMs = everyMs
    this.#nextAt = performance.now() + everyMs
    const workers = this.#workers()
    this.spared = workers.length > 1 ? Math.min(...workers) : undefined
  }

  get killed(): number {
    return this.#kills.length
  }

  /** Kills one when it is time. */
  maybeKill(): void {
    if (performance.now() < this.#nextAt) return
    const others = this.#workers().filter((pid) => pid !== this.spared)
    const victim = others[this.killed % Math.max(1, others.length)]
    // The last one may not be replaced yet.
    if (victim === undefined) return
    this.#nextAt = performance.now() + this.#everyMs
    process.kill(victim, 'SIGKILL')
    this.#kills.push(performance.now())
  }

  /** Whether a kill may be why an action failed now that had begun at a moment, by `performance.now()`. */
  explains(since: number): boolean {
    const now = performance.now()
    return this.#kills.some((at) => at > since - AFTERMATH_MS && at > now - FAILING_MS)
  }

  #workers(): number[] {
    const processes = readTree(this.#pid)?.processes ?? []
    return processes.filter(({ isWorker }) => isWorker).map(({ pid }) => pid)
  }
}
