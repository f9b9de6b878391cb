import { can, canActOn, ProtocolError, type Action, type RoomRules } from '../../../protocol/index.ts'
import type { Actor } from '../doors/actor.ts'
import type { SeatTable } from '../seats/seat-table.ts'
import type { Seat } from '../seats/seat.ts'

/** The owner of a seat as somebody who decides. */
export function actorOf({ id, name, role }: Seat): Actor {
  return { id, name, role }
}

/** @throws {ProtocolError} `target_gone` when nobody of this id is in the room */
export function requireTarget(seats: Pick<SeatTable, 'findAnnounced'>, participantId: string): Seat {
  const seat = seats.findAnnounced(participantId)
  if (!seat) throw new ProtocolError('target_gone')
  return seat
}

/** @throws {ProtocolError} `not_allowed` when this one decides nothing about the other one */
export function requireSay(actor: Actor, target: Seat): void {
  if (!canActOn(actor.role, target.role)) throw new ProtocolError('not_allowed')
}

/** @throws {ProtocolError} `not_allowed` */
export function requireAction(actor: Actor, action: Action, rules: RoomRules): void {
  if (!can(actor.role, action, rules)) throw new ProtocolError('not_allowed')
}
