import { canWriteTo, decides } from '../../protocol/index.ts'
import { may, maySend, type PermissionFacts } from '../session/state/permissions.ts'
import type { SessionState, TrackSource } from '../session/state/state.ts'

export { may }

/** Whether this page decides in its room: that of a host or a co-host. */
export function isDecider({ self }: Pick<SessionState, 'self'>): boolean {
  return self !== null && decides(self.role)
}

/** Why this page may not send a source, as a key of the texts; null when it may. */
export function whyNotSend(facts: PermissionFacts, source: TrackSource): 'viewer' | TrackSource | null {
  if (maySend(facts, source)) return null
  return facts.self?.role === 'viewer' ? 'viewer' : source
}

/** Why this page may not write to everybody or to one person, as a key of the texts. */
export type WritingProblem = 'chatHosts' | 'chatSpeakers' | 'chatPrivate' | 'chatNobody'

/**
 * Why this page may not write; null when it may, as far as it knows.
 *
 * @param to - the one reader; undefined for everybody. Somebody unknown may be anything: the server decides then
 */
export function whyNotWrite(
  state: Pick<SessionState, 'self' | 'rules' | 'participants'>,
  to: string | undefined,
): WritingProblem | null {
  const { self, rules, participants } = state
  if (!self) return null
  if (to === undefined) {
    if (may(state, 'chat')) return null
    return rules.chat === 'speakers' ? 'chatSpeakers' : 'chatHosts'
  }
  if (!may(state, 'chat-privately')) return 'chatNobody'
  const other = participants[to]
  return other && !canWriteTo(self.role, other.role, rules) ? 'chatPrivate' : null
}
