import type { Actor } from '../../rooms/doors/actor.ts'
import type { RoomModeration } from '../../rooms/moderation/room-moderation.ts'
import { actorOf } from '../../rooms/moderation/target.ts'
import type { HandlerTable } from '../handler.ts'
import type { SignalingSession } from '../session.ts'

/** Whoever decides, who is charged for it. The dispatcher has seen that the role allows it. */
function requireActor(session: SignalingSession): { actor: Actor; moderation: RoomModeration } {
  const { room, seat } = session.requireSeat()
  room.moderation.rate.charge(seat)
  return { actor: actorOf(seat), moderation: room.moderation }
}

/** Requests of hosts about a meeting and those in it. */
export const moderationHandlers = {
  'tracks:stop': async ({ session }, params) => {
    const { actor, moderation } = requireActor(session)
    return { stopped: await moderation.tracks.stop(actor, params) }
  },

  'tracks:heed': ({ session }, { source }) => {
    session.requireSeat().seat.stops.heed(source)
    return {}
  },

  'tracks:ask': ({ session }, params) => {
    const { actor, moderation } = requireActor(session)
    moderation.tracks.ask(actor, params)
    return {}
  },

  'hands:lower': async ({ session }, params) => {
    const { actor, moderation } = requireActor(session)
    return { lowered: await moderation.people.lowerHands(actor, params) }
  },

  'role:set': async ({ session }, params) => {
    const { actor, moderation } = requireActor(session)
    await moderation.roles.set(actor, params)
    return {}
  },

  'spotlight:set': ({ session }, { participantIds }) => {
    const { actor, moderation } = requireActor(session)
    moderation.spotlight.set(actor, participantIds)
    return {}
  },

  'participant:remove': async ({ session }, params) => {
    const { actor, moderation } = requireActor(session)
    await moderation.removals.remove(actor, params)
    return {}
  },

  'ban:list': ({ session }) => {
    const { moderation } = requireActor(session)
    return { bans: moderation.removals.bans }
  },

  'ban:lift': async ({ session }, { id }) => {
    const { actor, moderation } = requireActor(session)
    await moderation.removals.lift(actor, id)
    return {}
  },

  'log:read': async ({ session }, params) => {
    const { moderation } = requireActor(session)
    return { entries: await moderation.log.read(params) }
  },

  'room:end': ({ session }, { seconds }) => {
    const { actor, moderation } = requireActor(session)
    moderation.ending.set(actor, seconds)
    return {}
  },
} satisfies Partial<HandlerTable>
