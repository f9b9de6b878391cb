import { OPEN_RULES, overlayRules, type RoomRules } from '../../../protocol/index.ts'
import type { StoredPolicy } from '../../rooms/ports/policy-store.ts'
import type { Room } from '../../rooms/room.ts'

/** A room as programs see it. */
export interface RoomView {
  name: string
  participants: number
  owner: string | null
  rules: RoomRules
}

/** Whether anything is kept of a room when nobody is in it. */
export function isKept({ policy }: Room): boolean {
  return (
    policy.owner !== null ||
    policy.differences !== undefined ||
    policy.invitations.length > 0 ||
    policy.bans.length > 0
  )
}

/** An open room. */
export function viewOf({ name, size, policy }: Room): RoomView {
  return { name, participants: size, owner: policy.owner?.name ?? null, rules: policy.rules }
}

/** A room that is not open, by what is kept of it. */
export function closedView(name: string, { owner, rules, password }: StoredPolicy): RoomView {
  return {
    name,
    participants: 0,
    owner: owner?.name ?? null,
    rules: { ...overlayRules(OPEN_RULES, rules), hasPassword: password !== null },
  }
}
