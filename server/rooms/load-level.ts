import type { ViewLimits } from './view-planner.ts'

/** 0: nothing is saved. 1: lower resolution. 2: few cameras. 3: one camera, nobody new. */
export type LoadLevel = 0 | 1 | 2 | 3

/** How busy the server is. */
export interface LoadSample {
  /** Share of a core that the busiest worker uses, 0 to 1. */
  workerCpu: number
  /** How late the event loop runs on average, in milliseconds. */
  eventLoopDelayMs: number
}

const CPU_STEPS = [0.8, 0.88, 0.95] as const
const DELAY_STEPS_MS = [200, 400, 800] as const
// A step down is taken only when it would not be taken back at once.
const RECOVERY = 0.8
// A step is taken when this many samples in a row ask for it.
const SAMPLES = 2

/** Decides how far to save, from load samples. Sound and chat are never touched. */
export class LoadGovernor {
  #level: LoadLevel = 0
  #streak = 0

  get level(): LoadLevel {
    return this.#level
  }

  /** @returns whether the level changed */
  update(sample: LoadSample): boolean {
    const up = stepsReached(sample, 1)
    const down = stepsReached(sample, RECOVERY)
    const direction = up > this.#level ? 1 : down < this.#level ? -1 : 0
    if (direction === 0) this.#streak = 0
    else this.#streak = Math.sign(this.#streak) === direction ? this.#streak + direction : direction
    if (Math.abs(this.#streak) < SAMPLES) return false
    this.#streak = 0
    this.#level = (this.#level + direction) as LoadLevel
    return true
  }
}

function stepsReached({ workerCpu, eventLoopDelayMs }: LoadSample, factor: number): number {
  const reached = (value: number, steps: readonly number[]): number =>
    steps.filter((step) => value >= step * factor).length
  return Math.max(reached(workerCpu, CPU_STEPS), reached(eventLoopDelayMs, DELAY_STEPS_MS))
}

/** What a viewer may receive at a load level. */
export function limitsAt(level: LoadLevel, normal: ViewLimits): ViewLimits {
  if (level === 0) return normal
  const maxTiles = { 1: normal.maxTiles, 2: Math.min(4, normal.maxTiles), 3: 1 }[level]
  return { ...normal, maxTiles, maxSpatialLayer: level === 1 ? 1 : 0 }
}
