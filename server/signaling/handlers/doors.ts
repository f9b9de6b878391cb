import { ProtocolError } from '../../../protocol/index.ts'
import type { Actor } from '../../rooms/doors/actor.ts'
import type { HandlerTable } from '../handler.ts'
import { requireDisplayName, requireRoomName } from '../required-names.ts'
import type { Occupancy } from '../session.ts'

function actorOf({ seat: { id, name, role } }: Occupancy): Actor {
  return { id, name, role }
}

/** Requests about who may enter a room. */
export const doorHandlers = {
  'room:claim': async ({ session, rooms }, params) => {
    const room = requireRoomName(params.room)
    const displayName = requireDisplayName(params.name)
    const { occupancy } = session
    const own = occupancy?.room.name === room ? occupancy.seat : undefined
    const owner = await rooms.claim(room, { displayName, connection: session }, own)
    return { room, owner }
  },

  'lobby:knock': async ({ session, rooms }, params) => {
    if (session.occupancy) throw new ProtocolError('already_joined')
    const { room, id, canBeAdmitted } = await rooms.knock(requireRoomName(params.room), session, {
      displayName: requireDisplayName(params.name),
      credentials: params.credentials ?? {},
      id: params.id,
    })
    session.waitAtDoor({ room, id })
    return { id, canBeAdmitted }
  },

  'lobby:leave': ({ session }) => {
    session.leaveDoor()
    return {}
  },

  'lobby:list': ({ session }) => session.requireSeat().room.doors.lobby.list(),

  'lobby:admit': ({ session }, { knockers }) => {
    const occupancy = session.requireSeat()
    return { admitted: occupancy.room.doors.lobby.admit(knockers, actorOf(occupancy)) }
  },

  'lobby:deny': ({ session }, { knockers, reason }) => {
    const occupancy = session.requireSeat()
    return { denied: occupancy.room.doors.lobby.deny(knockers, actorOf(occupancy), reason) }
  },

  'lobby:message': ({ session }, { text }) => {
    const occupancy = session.requireSeat()
    return { told: occupancy.room.doors.lobby.say(text, actorOf(occupancy)) }
  },

  'rules:set': async ({ session }, changes) => {
    const occupancy = session.requireSeat()
    await occupancy.room.policy.changeRules(changes, actorOf(occupancy))
    return {}
  },

  'password:set': async ({ session }, { password }) => {
    const occupancy = session.requireSeat()
    await occupancy.room.doors.setPassword(password, actorOf(occupancy), session.usage.address)
    return {}
  },

  'invitation:create': async ({ session }, invitation) => {
    const occupancy = session.requireSeat()
    return await occupancy.room.doors.invitations.create(invitation, actorOf(occupancy))
  },

  'invitation:list': ({ session }) => ({
    invitations: session.requireSeat().room.doors.invitations.good,
  }),

  'invitation:revoke': async ({ session }, { id }) => {
    const occupancy = session.requireSeat()
    await occupancy.room.doors.invitations.revoke(id, actorOf(occupancy))
    return {}
  },

  'owner:link': ({ session }) => {
    const { room, seat } = session.requireSeat()
    const { token } = room.doors.owner
    // Another host is no owner, and neither is who was one before the room was given to somebody else.
    if (token === null || !room.policy.isOwnedBy(seat)) throw new ProtocolError('not_allowed')
    return { owner: token }
  },
} satisfies Partial<HandlerTable>
