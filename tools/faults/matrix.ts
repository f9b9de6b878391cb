import type { Fault } from './scenario.ts'
import { CONTROL, LINE_FAULTS } from './line-scenarios.ts'
import { OPERATOR_FAULTS } from './operator-scenarios.ts'
import { PATH_FAULTS } from './path-scenarios.ts'
import { PROCESS_FAULTS } from './process-scenarios.ts'
import { SIGNALING_FAULTS } from './signaling-scenarios.ts'
import { STORAGE_FAULTS } from './storage-scenarios.ts'

/** All rows, in the order of the table. */
export const MATRIX: readonly Fault[] = [
  CONTROL,
  ...SIGNALING_FAULTS,
  ...PATH_FAULTS,
  ...PROCESS_FAULTS,
  ...LINE_FAULTS,
  ...STORAGE_FAULTS,
  ...OPERATOR_FAULTS,
]
