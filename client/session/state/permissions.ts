import { can, SEND_ACTION, type Action } from '../../../protocol/index.ts'
import type { SessionState, TrackSource } from './state.ts'

/** What decides about permissions. */
export type PermissionFacts = Pick<SessionState, 'self' | 'rules'>

/** Whether this page may do something in its room; nothing without a seat. */
export function may({ self, rules }: PermissionFacts, action: Action): boolean {
  return self !== null && can(self.role, action, rules)
}

/** Whether this page may send a source. Before a seat is taken nobody has forbidden anything. */
export function maySend({ self, rules }: PermissionFacts, source: TrackSource): boolean {
  return self === null || can(self.role, SEND_ACTION[source], rules)
}
