import type { Scenario } from './scenario.ts'
import { CONTROL, LINE_SCENARIOS } from './line-scenarios.ts'
import { OPERATOR_SCENARIOS } from './operator-scenarios.ts'
import { PATH_SCENARIOS } from './path-scenarios.ts'
import { PROCESS_SCENARIOS } from './process-scenarios.ts'
import { SIGNALING_SCENARIOS } from './signaling-scenarios.ts'
import { STORAGE_SCENARIOS } from './storage-scenarios.ts'

/** All scenarios, in the order of the table. */
export const MATRIX: readonly Scenario[] = [
  CONTROL,
  ...SIGNALING_SCENARIOS,
  ...PATH_SCENARIOS,
  ...PROCESS_SCENARIOS,
  ...LINE_SCENARIOS,
  ...STORAGE_SCENARIOS,
  ...OPERATOR_SCENARIOS,
]
