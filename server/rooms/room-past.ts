import type { StoredPolicy } from './ports/policy-store.ts'
import type { StoredRoom } from './ports/store.ts'

/** What is known of a room from before: of its last meeting, and of who may enter it. */
export interface RoomPast {
  room: StoredRoom | undefined
  policy: StoredPolicy | undefined
  /** A program opens it, and nobody may ever come: that is told only once somebody does. */
  isQuiet?: boolean
}
