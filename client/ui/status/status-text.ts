import type { SessionState } from '../../session/state.ts'

/** What the one line above the stage says, the most pressing first. */
export type StatusKind =
  | 'connecting'
  | 'reconnecting'
  | 'repairing'
  | 'talking'
  | 'mutedWhileTalking'
  | 'mutedWhileTalkingTouch'
  | 'sharing'
  | 'connected'

/** What the choice depends on. */
export interface StatusFacts {
  connection: SessionState['connection']
  talkingWhileMuted: boolean
  /** The space bar is held. */
  pushToTalk: boolean
  sharing: boolean
  touch: boolean
}

/** Chooses the one thing worth saying. */
export function chooseStatus(facts: StatusFacts): StatusKind {
  if (facts.connection !== 'connected') return facts.connection
  if (facts.pushToTalk) return 'talking'
  if (facts.talkingWhileMuted) return facts.touch ? 'mutedWhileTalkingTouch' : 'mutedWhileTalking'
  return facts.sharing ? 'sharing' : 'connected'
}
