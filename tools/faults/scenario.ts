import type { Need } from './capabilities.ts'
import type { Random } from '../harness/random.ts'
import type { Stage } from './fixture.ts'
import type { Staging } from './fixture-options.ts'
import type { Check } from './verdict.ts'

/** What one run of a row brought to light. */
export interface Observation {
  /** Figures by name; those that end in `Ms` are milliseconds, others are counts. */
  measures: Record<string, number>
  /** What people noticed, in the order of its appearance. */
  noticed: readonly string[]
  /** Where the interruption was longest, for the progress. */
  worst?: string
}

/** What a run has at hand. */
export interface Scene {
  stage: Stage
  random: Random
}

/** One row of the table. */
export interface Fault {
  name: string
  title: string
  /** What we promise, as the table says it. */
  promise: string
  checks: readonly Check[]
  needs: readonly Need[]
  staging?: Staging
  rehearse: (scene: Scene) => Promise<Observation>
}
