import type { ReadMetric } from '../observability/metrics.ts'

/** Whether the server takes new people: it does only when `ready`. */
export type Readiness = 'starting' | 'ready' | 'draining'

/** The metric that says what `/readyz` says. */
export function readinessMetric(readiness: () => Readiness): ReadMetric {
  return {
    name: 'plenary_up',
    help: 'Whether the server takes new people: 1 or 0.',
    read: () => Number(readiness() === 'ready'),
  }
}
