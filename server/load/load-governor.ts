import type { LoadLevel } from './load-levels.ts'

/** Something that tells how busy a part of the server is. */
export interface LoadMeasure {
  value: number
  /** From which values on to save: a little, more, as much as possible. */
  steps: readonly [number, number, number]
}

// A step down is taken only when it would not be taken back at once.
const RECOVERY = 0.8
// A step up is taken when this many samples in a row ask for it.
const UP_SAMPLES = 2
/**
 * A step down waits for more of them: what is saved lowers the very load that is
 * measured, so a step down often brings it back. Each time that it does, the next one
 * waits twice as long, so that pictures do not come and go for ever.
 */
const DOWN_SAMPLES = { least: 3, most: 150 }
// A step up within so many samples of a step down takes that one back.
const TAKEN_BACK_WITHIN = 15
const HIGHEST_LEVEL = 3

/**
 * Decides how far to save, and whether anybody new can be served, from load samples. Sound
 * and chat are never touched.
 *
 * The two end in different ways. Pictures come back with more and more patience, because what
 * is saved lowers what is measured. Newcomers are let in with the first sample that has room:
 * somebody who made the server busy for moments must not keep others out for minutes.
 */
export class LoadGovernor {
  #level: LoadLevel = 0
  #isFull = false
  /** Samples in a row that ask for the highest level. */
  #extreme = 0
  #above = 0
  #below = 0
  #patience = DOWN_SAMPLES.least
  #sinceDown = Number.POSITIVE_INFINITY

  get level(): LoadLevel {
    return this.#level
  }

  /** Whether nobody new can be served. */
  get isFull(): boolean {
    return this.#isFull
  }

  /**
   * Takes a sample; the measure that is worst decides.
   *
   * @param isServing - whether anybody is served. What is saved for nobody lowers nothing, so
   *   without anybody a step down waits no longer than the first time.
   * @returns whether the level changed, or whether anybody new can be served
   */
  update(measures: readonly LoadMeasure[], isServing = true): boolean {
    if (!isServing) this.#patience = DOWN_SAMPLES.least
    const isLevelChanged = this.#updateLevel(measures)
    return this.#updateFull(measures) || isLevelChanged
  }

  #updateFull(measures: readonly LoadMeasure[]): boolean {
    const before = this.#isFull
    this.#extreme = stepsReached(measures, 1) === HIGHEST_LEVEL ? this.#extreme + 1 : 0
    this.#isFull = before
      ? stepsReached(measures, RECOVERY) === HIGHEST_LEVEL
      : this.#level === HIGHEST_LEVEL && this.#extreme >= UP_SAMPLES
    return this.#isFull !== before
  }

  #updateLevel(measures: readonly LoadMeasure[]): boolean {
    this.#sinceDown += 1
    this.#above = stepsReached(measures, 1) > this.#level ? this.#above + 1 : 0
    this.#below = stepsReached(measures, RECOVERY) < this.#level ? this.#below + 1 : 0
    if (this.#above >= UP_SAMPLES) this.#step(1)
    else if (this.#below >= this.#patience) this.#step(-1)
    else return false
    return true
  }

  #step(by: 1 | -1): void {
    const isTakenBack = by === 1 && this.#sinceDown <= TAKEN_BACK_WITHIN
    if (isTakenBack) this.#patience = Math.min(DOWN_SAMPLES.most, this.#patience * 2)
    this.#level = (this.#level + by) as LoadLevel
    this.#above = 0
    this.#below = 0
    if (by === 1) return
    this.#sinceDown = 0
    if (this.#level === 0) this.#patience = Math.max(DOWN_SAMPLES.least, Math.floor(this.#patience / 2))
  }
}

function stepsReached(measures: readonly LoadMeasure[], factor: number): number {
  return Math.max(
    0,
    ...measures.map(({ value, steps }) => steps.filter((step) => value >= step * factor).length),
  )
}
