import type { ConnectionStatus } from '../../connection/connection.ts'
import type { PathState } from '../../media/health/path-health.ts'
import type { Connection, Phase } from '../state/state.ts'

/** All that decides what a person is told of the connection. */
export interface ConnectionFacts {
  phase: Phase
  /** Of signaling. */
  status: ConnectionStatus['name']
  /** Whether the media engine is loaded, so that a join would begin at once. */
  isReady: boolean
  isSeated: boolean
  /** Of media; null while there is none. */
  path: PathState | null
  /** Whether media has worked in this seat: only then is a new attempt a repair. */
  hasWorked: boolean
  /** Whether media has been sought for so long that a person has to know. */
  isInVain: boolean
}

/** What a person is told of the connection. */
export function connectionOf(facts: ConnectionFacts): Connection {
  const { phase, status, isReady, isSeated, path, hasWorked, isInVain } = facts
  if (phase !== 'meeting') return status === 'connected' && isReady ? 'connected' : 'connecting'
  if (status !== 'connected') return 'reconnecting'
  if (isInVain && path !== 'open') return 'unreachable'
  const isFirstAttempt = path === 'connecting' && !hasWorked
  return isSeated && (path === 'open' || isFirstAttempt) ? 'connected' : 'repairing'
}
