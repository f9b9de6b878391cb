import type { Capability } from './capabilities.ts'
import type { Random } from '../harness/random.ts'
import type { Fixture } from './fixture.ts'
import type { FixtureOptions } from './fixture-options.ts'
import type { Check } from './verdict.ts'

/** What one run of a scenario measured. */
export interface Observation {
  /** Figures by name; those that end in `Ms` are milliseconds, others are counts. */
  measures: Record<string, number>
  /** What pages showed, in the order of its appearance. */
  noticed: readonly string[]
  /** Whose media was interrupted longest, for the progress. */
  worst?: string
}

/** What one run of a scenario gets. */
export interface RunContext {
  fixture: Fixture
  random: Random
}

/** One row of the fault matrix: what is broken, and what must hold all the same. */
export interface Scenario {
  name: string
  title: string
  /** The promise, as the table words it. */
  promise: string
  checks: readonly Check[]
  needs: readonly Capability[]
  fixture?: FixtureOptions
  run: (context: RunContext) => Promise<Observation>
}
