import { createDoorKeyRing, type DoorKeys } from '../../connection/door-keys.ts'
import { createResumeTokens } from '../../connection/resume-token.ts'

/** The keys of this tab: one ring for links and for doors, so that it works without storage as well. */
export const tabKeys = createDoorKeyRing()

/**
 * Keeps what a link brought for the door of its room.
 *
 * @param isArrival - the page was opened by the link. Whoever comes with a role of a link comes anew: the seat of
 *   before, which has another role, is not taken back.
 */
export function keepLinkKeys(room: string, keys: DoorKeys, isArrival: boolean): void {
  tabKeys.add(room, keys)
  const { password: _password, ...roles } = keys
  if (isArrival && Object.keys(roles).length > 0) createResumeTokens().clear(room)
}

export type { DoorKeys }
