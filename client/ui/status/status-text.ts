import type { SessionState } from '../../session/state/state.ts'

/** What the one line above the stage says, the most pressing first. */
export type StatusKind =
  | 'connecting'
  | 'reconnecting'
  | 'refused'
  | 'repairing'
  | 'unreachable'
  | 'talking'
  | 'mutedWhileTalking'
  | 'mutedWhileTalkingTouch'
  | 'poorDownlink'
  | 'serverLoad1'
  | 'serverLoad2'
  | 'serverLoad3'
  | 'serverStops'
  | 'sharing'
  | 'connected'

/** What the choice depends on. */
export interface StatusFacts {
  connection: SessionState['connection']
  /** The server is there and does not take the connection back yet. */
  refused: boolean
  talkingWhileMuted: boolean
  /** A shown picture stands still because too little gets through. */
  poorDownlink: boolean
  /** How far the server saves, 0 to 3. */
  serverLoad: number
  /** The server is about to stop. */
  serverStops: boolean
  /** The space bar is held. */
  pushToTalk: boolean
  sharing: boolean
  touch: boolean
}

const LOAD_KINDS: readonly (StatusKind | undefined)[] = [
  undefined,
  'serverLoad1',
  'serverLoad2',
  'serverLoad3',
]

/** Chooses the one thing worth saying. */
export function chooseStatus(facts: StatusFacts): StatusKind {
  if (facts.connection === 'reconnecting' && facts.refused) return 'refused'
  if (facts.connection !== 'connected') return facts.connection
  if (facts.pushToTalk) return 'talking'
  if (facts.talkingWhileMuted) return facts.touch ? 'mutedWhileTalkingTouch' : 'mutedWhileTalking'
  if (facts.poorDownlink) return 'poorDownlink'
  if (facts.serverStops) return 'serverStops'
  const load = LOAD_KINDS[facts.serverLoad]
  if (load) return load
  return facts.sharing ? 'sharing' : 'connected'
}
