import type { Fault } from './fault.ts'
import { CONTROL, LINE_FAULTS } from './line-faults.ts'
import { OPERATOR_FAULTS } from './operator-faults.ts'
import { PATH_FAULTS } from './path-faults.ts'
import { PROCESS_FAULTS } from './process-faults.ts'
import { SIGNALING_FAULTS } from './signaling-faults.ts'
import { STORAGE_FAULTS } from './storage-faults.ts'

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
