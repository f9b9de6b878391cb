import type {
  NotificationParams,
  Participant,
  ParticipantUpdate,
  RequestReply,
} from '../../../protocol/index.ts'
import type { SessionState } from '../state/state.ts'

/** The part of the state that says who is in the room. */
export type RosterState = Pick<
  SessionState,
  'self' | 'participants' | 'order' | 'unlisted' | 'unconfirmed' | 'dominantSpeaker' | 'speaking'
>

/**
 * The list of participants as a join found it. In a large room the answer names
 * only those who matter first; the others follow as changes.
 *
 * @param before - the state of a seat that is being resumed: whoever is not named
 *   yet stays until the list is complete, so that nothing disappears for a moment
 */
export function rosterOfJoin(
  reply: Pick<RequestReply<'room:join'>, 'self' | 'participants' | 'participantCount' | 'dominantSpeaker'>,
  before?: Pick<RosterState, 'self' | 'participants' | 'order'>,
): RosterState {
  const others = reply.participants.filter(({ id }) => id !== reply.self.id)
  const named = new Set(others.map(({ id }) => id))
  const unlisted = Math.max(0, reply.participantCount - others.length)
  const isResumed = before?.self?.id === reply.self.id
  const kept = isResumed && unlisted > 0 ? before.order : []
  const newcomers = others.filter(({ id }) => !kept.includes(id))
  return {
    self: reply.self,
    participants: Object.fromEntries([
      ...kept.map((id) => [id, before?.participants[id]]),
      ...others.map((participant) => [participant.id, participant]),
    ]) as Record<string, Participant>,
    order: [...kept, ...newcomers.map(({ id }) => id)],
    unlisted,
    unconfirmed: kept.filter((id) => !named.has(id)),
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
  const listing = followListing(state, change)
  const left = new Set([...change.left, ...listing.vanished])
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
  const { unlisted, unconfirmed } = listing
  return { self, participants, order, unlisted, unconfirmed, ...withoutLeavers(state, left) }
}

/**
 * Follows how much of the list is still to come. Whether somebody has just come or
 * was there all along cannot be told apart, so the count is an estimate until the
 * server says that the list is complete.
 */
function followListing(
  state: RosterState,
  { joined, left, complete }: NotificationParams<'room:changed'>,
): Pick<RosterState, 'unlisted' | 'unconfirmed'> & { vanished: readonly string[] } {
  const { unlisted, unconfirmed } = state
  if (unlisted === 0) return { unlisted, unconfirmed, vanished: [] }
  const awaited = new Set(unconfirmed)
  const isNews = (id: string): boolean =>
    id !== state.self?.id && (awaited.has(id) || state.participants[id] === undefined)
  const named = new Set([...joined.map(({ id }) => id), ...left].filter(isNews))
  const still = unconfirmed.filter((id) => !named.has(id))
  // Whoever was not named in it has left during the break.
  if (complete) return { unlisted: 0, unconfirmed: [], vanished: still }
  return { unlisted: Math.max(1, unlisted - named.size), unconfirmed: still, vanished: [] }
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
