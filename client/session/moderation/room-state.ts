import { OPEN_RULES, overlayRules, type RoomState } from '../../../protocol/index.ts'
import type { SessionState } from '../state/state.ts'

/** What holds in a room, as the page keeps it. */
export type KnownRoomState = Pick<SessionState, 'rules' | 'spotlight' | 'owner' | 'ending'>

/**
 * Reads what the server says of a room: what it leaves out is as in an open room.
 *
 * @param now - time of this machine, in milliseconds since 1970
 */
export function readRoomState(state: RoomState | undefined, now: number): KnownRoomState {
  const ending = state?.ending
  return {
    rules: overlayRules(OPEN_RULES, state?.rules ?? {}),
    spotlight: state?.spotlight ?? [],
    owner: state?.owner ?? null,
    ending: ending ? { at: now + ending.inMs, by: ending.by } : null,
  }
}
