import { Distribution, type Summary } from '../harness/distribution.ts'

/** A limit that a figure must keep. */
export interface Check {
  measure: string
  statistic: 'p50' | 'p95' | 'max'
  atMost: number
}

/** What all runs of a scenario add up to. */
export interface ScenarioResult {
  name: string
  title: string
  promise: string
  runs: number
  /** Share of the machine's CPU that everything together used, 0 to 1. */
  machineBusy: number
  /** Distributions by name of the measure. */
  measures: Record<string, Summary>
  noticed: string[]
  /** Runs that could not be carried out, and why. */
  failures: string[]
  /** Runs that were repeated because they could not be judged, and why. */
  voided: string[]
  /** Limits that were not kept, in words. */
  broken: string[]
}

/** Sums up each measure over all runs. */
export function summarise(runs: readonly Readonly<Record<string, number>>[]): Record<string, Summary> {
  const names = [...new Set(runs.flatMap((run) => Object.keys(run)))]
  return Object.fromEntries(
    names.flatMap((name) => {
      const distribution = new Distribution()
      for (const run of runs) if (run[name] !== undefined) distribution.add(run[name])
      const summary = distribution.summary()
      return summary ? [[name, summary]] : []
    }),
  )
}

/**
 * Which limits were not kept, in words. A figure that nobody took keeps no limit.
 */
export function findBroken(measures: Readonly<Record<string, Summary>>, checks: readonly Check[]): string[] {
  return checks.flatMap(({ measure, statistic, atMost }) => {
    const value = measures[measure]?.[statistic]
    if (value === undefined) return [`${measure} was not measured`]
    if (value <= atMost) return []
    const name = `${labelOf(measure)} ${statistic}`
    return [`${name} ${format(measure, value)} instead of at most ${format(measure, atMost)}`]
  })
}

/** Milliseconds as seconds, counts as they are. */
export function format(measure: string, value: number): string {
  return measure.endsWith('Ms') ? `${(value / 1000).toFixed(2)} s` : String(value)
}

/** `longestFreezeMs` as `longest freeze`. */
export function labelOf(measure: string): string {
  return measure
    .replace(/Ms$/, '')
    .replaceAll(/([A-Z])/g, ' $1')
    .toLowerCase()
}
