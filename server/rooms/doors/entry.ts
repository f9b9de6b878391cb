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
  return refusalOfServer(visitor, door) ?? refusalOfRoom(visitor, door)
}

/** What the operator decided, and what no host can change at the door. */
function refusalOfServer(visitor: Visitor, { mode, isNameFree }: Door): ErrorCode | undefined {
  if (visitor.isBanned) return 'banned'
  if (mode === 'tokens' && !visitor.isKnown) return 'token_invalid'
  if (visitor.hasBadInvitation) return 'invitation_invalid'
  return isNameFree || isHost(visitor) ? undefined : 'room_reserved'
}

/** What holds in the room, and how many it may take. */
function refusalOfRoom(visitor: Visitor, door: Door): ErrorCode | undefined {
  if (isHost(visitor)) return door.capacity
  const { locked, maxParticipants } = door.rules
  if (!door.isOpenNow) return 'room_closed'
  if (locked && visitor.pass?.whileLocked !== true) return 'room_locked'
  if (door.capacity) return door.capacity
  return maxParticipants !== null && door.seats >= maxParticipants ? 'room_full' : undefined
}

function isHost({ right }: Pick<Visitor, 'right'>): boolean {
  return right !== null && decides(right)
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
  { mode, withoutHost, rules, hasHost }: Pick<Door, 'mode' | 'withoutHost' | 'rules' | 'hasHost'>,
): 'lobby_wait' | 'host_absent' | undefined {
  if (pass || isHost({ right })) return undefined
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
