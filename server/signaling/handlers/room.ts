import { ProtocolError } from '../../../protocol/index.ts'
import { actorOf, requireAction } from '../../rooms/moderation/target.ts'
import type { HandlerTable } from '../handler.ts'
import { requireDisplayName, requireRoomName } from '../required-names.ts'

/** Names told before joining, where the operator wants that; the page shows no more. */
const PREVIEW_NAMES_MAX = 4

/** Requests about rooms and seats. */
export const roomHandlers = {
  ping: () => ({}),

  'room:preview': async ({ rooms, previewNames }, params) => {
    const room = requireRoomName(params.room)
    return { room, ...(await rooms.preview(room, previewNames ? PREVIEW_NAMES_MAX : 0)) }
  },

  'room:join': async ({ session, rooms }, params) => {
    if (session.occupancy) throw new ProtocolError('already_joined')
    const roomName = requireRoomName(params.room)
    const displayName = requireDisplayName(params.name)
    const { room, seat, reply } = await rooms.join(roomName, session, {
      displayName,
      rtpCapabilities: params.rtpCapabilities,
      resumeToken: params.resumeToken,
      credentials: params.credentials,
      kept: params.kept,
    })
    // A connection that broke meanwhile does not hold the seat any more.
    if (seat.connection === session) session.occupy({ room, seat })
    // Whoever is inside waits nowhere.
    session.leaveDoor()
    return reply
  },

  'room:leave': ({ session }) => {
    session.vacate()
    return {}
  },

  'participant:rename': async ({ session }, params) => {
    const { room, seat } = session.requireSeat()
    const name = requireDisplayName(params.name)
    const { participantId = seat.id } = params
    if (participantId === seat.id) return { name: await room.actions.rename(seat, name) }
    requireAction(actorOf(seat), 'rename-others', room.policy.rules)
    room.moderation.rate.charge(seat)
    return { name: await room.moderation.people.rename(actorOf(seat), participantId, name) }
  },

  'roster:look': ({ session }, look) => {
    const { room, seat } = session.requireSeat()
    return room.roster.look(seat.id, look)
  },

  'roster:find': ({ session }, search) => {
    const { room, seat } = session.requireSeat()
    return room.roster.find(seat.id, search)
  },

  'seat:remember': async ({ session }, memory) => {
    const { room, seat } = session.requireSeat()
    await room.actions.remember(seat, memory)
    return {}
  },

  'hand:set': async ({ session }, { raised }) => {
    const { room, seat } = session.requireSeat()
    await room.actions.setHand(seat, raised)
    return {}
  },
} satisfies Partial<HandlerTable>
