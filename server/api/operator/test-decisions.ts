import { ProtocolError } from '../../../protocol/index.ts'
import type { StoredInvitation } from '../../rooms/ports/policy-store.ts'
import type { Room } from '../../rooms/room.ts'
import type { RoomDecisions } from './room-decisions.ts'

/** Decisions that keep what they can in the policy of the room, and remember the rest. */
export function fakeDecisions(told: unknown[] = []): (room: Room) => RoomDecisions {
  return (room) => {
    const target = (participantId: string | undefined): void => {
      if (participantId !== undefined && !room.participants.some(({ id }) => id === participantId))
        throw new ProtocolError('target_gone')
    }
    return {
      setPassword: async (password, by) =>
        await room.policy.setPassword(password === null ? null : `hash of ${password}`, by),
      own: async (name) => {
        const generation = (room.policy.owner?.generation ?? 0) + 1
        await room.policy.setOwner({ name, generation })
        return `owner.${generation}`
      },
      invite: async ({ role, uses }, by) => {
        const id = `invitation-${room.policy.invitations.length}`
        const invitation: StoredInvitation = {
          id,
          role,
          usesLeft: uses,
          used: 0,
          madeAt: 1,
          expiresAt: null,
          madeBy: by.name,
        }
        await room.policy.setInvitations([...room.policy.invitations, invitation])
        return { invitation, secret: `secret.${id}` }
      },
      revokeInvitation: async (id) => {
        const others = room.policy.invitations.filter((one) => one.id !== id)
        if (others.length === room.policy.invitations.length) throw new ProtocolError('not_found')
        await room.policy.setInvitations(others)
      },
      stopTracks: async ({ participantId, source }, by) => {
        target(participantId)
        told.push(['stop', participantId, source, by])
      },
      setRole: async (participantId, role, by) => {
        target(participantId)
        told.push(['role', participantId, role, by])
      },
      remove: async (participantId, ban, by) => {
        target(participantId)
        told.push(['remove', participantId, ban, by])
      },
      liftBan: async (id) => {
        if (!room.policy.bans.some((ban) => ban.id === id)) throw new ProtocolError('not_found')
        await room.policy.setBans(room.policy.bans.filter((ban) => ban.id !== id))
      },
      end: async (seconds, by) => void told.push(['end', seconds, by]),
    }
  }
}
