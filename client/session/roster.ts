import type {
  NotificationParams,
  Participant,
  ParticipantUpdate,
  RequestReply,
} from '../../protocol/index.ts'
import type { SessionState } from './state.ts'

/** The part of the state that says who is in the room. */
export type RosterState = Pick<
  SessionState,
  'self' | 'participants' | 'order' | 'dominantSpeaker' | 'speaking'
>

/** The list of participants as a join found it. */
export function rosterOfJoin(
  reply: Pick<RequestReply<'room:join'>, 'self' | 'participants' | 'dominantSpeaker'>,
): RosterState {
  const others = reply.participants.filter(({ id }) => id !== reply.self.id)
  return {
    self: reply.self,
    participants: Object.fromEntries(others.map((participant) => [participant.id, participant])),
    order: others.map(({ id }) => id),
    dominantSpeaker: reply.dominantSpeaker,
    speaking: {},
  }
}

/**
 * Applies what changed in a room. Changes may overlap with what a join told
 * already: somebody who "joined" may be known, and an update may be about
 * somebody who is not.
 */
export function applyRoomChange(state: RosterState, change: NotificationParams<'room:changed'>): RosterState {
  const left = new Set(change.left)
  const participants: Record<string, Participant> = { ...state.participants }
  for (const id of left) delete participants[id]
  const order = state.order.filter((id) => !left.has(id))
  let self = state.self
  for (const participant of change.joined) {
    if (participant.id === self?.id) {
      self = participant
      continue
    }
    if (!participants[participant.id]) order.push(participant.id)
    participants[participant.id] = participant
  }
  for (const update of change.updated) {
    const known = participants[update.id]
    if (update.id === self?.id) self = merge(self, update)
    else if (known) participants[update.id] = merge(known, update)
  }
  return { self, participants, order, ...withoutLeavers(state, left) }
}

function merge(participant: Participant, update: ParticipantUpdate): Participant {
  const given = Object.entries(update).filter(([, value]) => value !== undefined)
  return { ...participant, ...(Object.fromEntries(given) as Partial<Participant>) }
}

/** Keeps the same objects where nobody concerned has left, so that nothing renders again. */
function withoutLeavers(
  { dominantSpeaker, speaking }: RosterState,
  left: ReadonlySet<string>,
): Pick<RosterState, 'dominantSpeaker' | 'speaking'> {
  const silent = Object.keys(speaking).some((id) => left.has(id))
  return {
    dominantSpeaker: dominantSpeaker !== null && left.has(dominantSpeaker) ? null : dominantSpeaker,
    speaking: silent
      ? Object.fromEntries(Object.entries(speaking).filter(([id]) => !left.has(id)))
      : speaking,
  }
}
