import { performance } from 'node:perf_hooks'
import type { Health } from './messages.ts'

const TICK_MS = 20
const LATE_MS = 50

/** Measures whether this process keeps up with its clients. */
export class HealthWatch {
  #startedAt = performance.now()
  #cpu = process.cpuUsage()
  #loop = performance.eventLoopUtilization()
  #ticks = 0
  #lateTicks = 0
  #worst = 0
  #dueAt = 0
  #timer: NodeJS.Timeout | undefined

  start(): void {
    this.#startedAt = performance.now()
    this.#cpu = process.cpuUsage()
    this.#loop = performance.eventLoopUtilization()
    this.#ticks = 0
    this.#lateTicks = 0
    this.#worst = 0
    this.#dueAt = performance.now() + TICK_MS
    clearInterval(this.#timer)
    this.#timer = setInterval(() => this.#tick(), TICK_MS)
  }

  read(): Omit<Health, 'niceness' | 'core'> {
    const elapsedMs = performance.now() - this.#startedAt
    const { user, system } = process.cpuUsage(this.#cpu)
    return {
      pid: process.pid,
      cpu: (user + system) / 1000 / elapsedMs,
      loop: performance.eventLoopUtilization(this.#loop).utilization,
      lateTicks: this.#lateTicks,
      ticks: this.#ticks,
      worstLatenessMs: this.#worst,
    }
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  #tick(): void {
    const now = performance.now()
    const lateness = Math.max(0, now - this.#dueAt)
    this.#ticks += 1
    if (lateness > LATE_MS) this.#lateTicks += 1
    this.#worst = Math.max(this.#worst, lateness)
    this.#dueAt = now + TICK_MS
  }
}
