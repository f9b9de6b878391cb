import { decides, type ErrorCode, type Role, type RoomRules } from '../../../protocol/index.ts'

/** Who stands at a door, as far as the credentials that were shown are good. */
export interface Visitor {
  /** A ban is meant for them. */
  readonly isBanned: boolean
  /** A portal or an account of elsewhere vouches for them. */
  readonly isKnown: boolean
  /** The best role that an owner token, an invitation, a portal or an account gives; null where none does. */
  readonly right: Role | null
  /** They showed an invitation that is not good. */
  readonly hasBadInvitation: boolean
  /** A host has let them in. */
  readonly pass: { readonly whileLocked: boolean; readonly hasShownPassword: boolean } | null
}

/** What holds at a door at this moment. */
export interface Door {
  readonly mode: 'open' | 'accounts' | 'tokens'
  readonly withoutHost: 'open' | 'wait'
  readonly rules: RoomRules
  /** Its name is one that rooms may have, or the room is somebody's. */
  readonly isNameFree: boolean
  readonly isOpenNow: boolean
  /** Why the server has no seat for anybody; undefined when it has. */
  readonly capacity: ErrorCode | undefined
  /** Seats taken, without that of the visitor. */
  readonly seats: number
  readonly hasHost: () => boolean
}

/**
 * Why somebody may not come in, passwords and hosts apart; undefined when nothing of that is in the way. Pure. What is
 * said first: bans, then what the operator decided, then the rules of the room. A host passes hours, lock and the
 * bound of the room; nobody passes a ban or the bounds of the server.
 */
export function refusalAtDoor(visitor: Visitor, door: Door): ErrorCode | undefined {
  const { rules } = door
  const isHost = visitor.right !== null && decides(visitor.right)
  if (visitor.isBanned) return 'banned'
  if (door.mode === 'tokens' && !visitor.isKnown) return 'token_invalid'
  if (visitor.hasBadInvitation) return 'invitation_invalid'
  if (!door.isNameFree && !isHost) return 'room_reserved'
  if (!door.isOpenNow && !isHost) return 'room_closed'
  if (rules.locked && !isHost && visitor.pass?.whileLocked !== true) return 'room_locked'
  if (door.capacity) return door.capacity
  const isFull = rules.maxParticipants !== null && door.seats >= rules.maxParticipants
  return isFull && !isHost ? 'room_full' : undefined
}

/** Whether somebody has to show the password. Pure. A right by invitation or portal stands for it. */
export function mustShowPassword({ right, pass }: Visitor, { rules }: Door): boolean {
  return rules.hasPassword && right === null && pass?.hasShownPassword !== true
}

/**
 * What somebody waits for; undefined when they need not. Pure. A lobby asks whoever has no role by right; where
 * nobody comes in without a host, everybody but hosts waits for one.
 */
export function reasonToWait(
  { right, isKnown, pass }: Pick<Visitor, 'right' | 'isKnown' | 'pass'>,
  { mode, withoutHost, rules, hasHost }: Door,
): 'lobby_wait' | 'host_absent' | undefined {
  if (pass || (right !== null && decides(right))) return undefined
  const isGuest = mode === 'accounts' && !isKnown
  if (right === null && (rules.lobby || isGuest)) return 'lobby_wait'
  return withoutHost === 'wait' && !hasHost() ? 'host_absent' : undefined
}

const RANKS: readonly Role[] = ['viewer', 'speaker', 'co-host', 'host']

/** The better of two roles; null where there is none. Pure. */
export function betterRole(one: Role | null, other: Role | null): Role | null {
  if (one === null || other === null) return one ?? other
  return RANKS.indexOf(one) >= RANKS.indexOf(other) ? one : other
}
