import type { Distribution } from '../harness/distribution.ts'
import type { MeasureName } from './measures.ts'
import type { Failure, NewcomerReport, WindowReport } from './messages.ts'
import type { MetricsWatch } from '../harness/metrics-watch.ts'
import type { Usage } from '../harness/usage-watch.ts'

/** What was measured while all joined. */
export interface JoinFindings {
  joined: number
  /** Clients that joined and never received everything that they showed first. */
  incomplete: number
  /** Memory of the server before the first join, in bytes. */
  residentBefore: number
  measures: Record<MeasureName, Distribution>
  usage: Usage
}

/** What was measured while newcomers came one by one, and left. */
export interface NewcomerFindings {
  reports: NewcomerReport[]
  usage: Usage
}

/** Everything that a run measured, as it came. */
export interface Findings {
  joins: JoinFindings
  /** One for each process. */
  windows: WindowReport[]
  usage: Usage
  /** Absent when no newcomers were wanted. */
  newcomers: NewcomerFindings | undefined
  failures: Failure[]
  metrics: MetricsWatch | undefined
  /** When the last one had joined, and when the window was opened and closed, by `performance.now()`. */
  phases: { joined: number; opened: number; closed: number }
}
