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
  | 'self'
  | 'participants'
  | 'order'
  | 'isWhole'
  | 'count'
  | 'windows'
  | 'unlisted'
  | 'unconfirmed'
  | 'dominantSpeaker'
  | 'speaking'
>

/** The part of a join's answer that says who is in the room. */
export type RosterReply = Pick<
  RequestReply<'room:join'>,
  'self' | 'participants' | 'participantCount' | 'whole' | 'dominantSpeaker'
>

/**
 * The list of participants as a join found it. The answer names only those who matter first:
 * in a small room the others follow as changes, in a large one nobody follows unasked.
 *
 * @param before - the state of a seat that is being resumed: whoever is not named
 *   yet stays until it is clear who is left, so that nothing disappears for a moment
 */
export function rosterOfJoin(
  reply: RosterReply,
  before?: Pick<RosterState, 'self' | 'participants' | 'order' | 'isWhole' | 'windows'>,
): RosterState {
  const others = reply.participants.filter(({ id }) => id !== reply.self.id)
  const named = new Set(others.map(({ id }) => id))
  const missing = Math.max(0, reply.participantCount - others.length)
  const resumed = before?.self?.id === reply.self.id && missing > 0 ? before : undefined
  const kept = resumed?.order ?? []
  const known = new Set(kept)
  const newcomers = others.filter(({ id }) => !known.has(id))
  return {
    self: reply.self,
    participants: Object.fromEntries([
      ...kept.map((id) => [id, resumed?.participants[id]]),
      ...others.map((participant) => [participant.id, participant]),
    ]) as Record<string, Participant>,
    order: [...kept, ...newcomers.map(({ id }) => id)],
    isWhole: reply.whole,
    count: reply.participantCount + 1,
    // What was looked at stays on the screen until the new seat's look is answered.
    windows: resumed && !reply.whole ? resumed.windows : NO_WINDOWS,
    unlisted: reply.whole ? missing : 0,
    unconfirmed: kept.filter((id) => !named.has(id)),
    dominantSpeaker: reply.dominantSpeaker,
    speaking: {},
  }
}

/** Nothing is looked at. */
const NO_WINDOWS: RosterState['windows'] = { stage: null, people: null }

/**
 * Applies what changed in a room. Changes may overlap with what a join told
 * already: somebody who "joined" may be known, and an update may be about
 * somebody who is not.
 */
export function applyRoomChange(state: RosterState, change: RoomChange): RosterState {
  const listing = followListing(state, change)
  const left = new Set([...change.left, ...listing.vanished])
  const unknown = new Set([...left, ...forgottenForGood(state, change)])
  const participants: Record<string, Participant> = { ...state.participants }
  for (const id of unknown) delete participants[id]
  const order = state.order.filter((id) => !unknown.has(id))
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
  const { isWhole, count, unlisted } = listing
  const unconfirmed = withDoubtful(listing.unconfirmed, change, participants)
  const windows = isWhole ? NO_WINDOWS : state.windows
  const silenced = withoutLeavers(state, left)
  return { self, participants, order, isWhole, count, windows, unlisted, unconfirmed, ...silenced }
}

/** A room that becomes large says in one message who goes on to be told of: the others are not told of again. */
function forgottenForGood({ isWhole }: RosterState, { forgotten = [] }: RoomChange): readonly string[] {
  return isWhole ? forgotten : []
}

/**
 * Whom the server forgets for everybody it names again to those who attend to them, in a message that
 * follows. Nobody may disappear in between, so they stay until it is clear that nobody names them.
 */
function withDoubtful(
  unconfirmed: readonly string[],
  { forgotten = [], joined }: RoomChange,
  participants: RosterState['participants'],
): readonly string[] {
  const named = new Set(joined.map(({ id }) => id))
  const doubtful = forgotten.filter((id) => participants[id] && !named.has(id))
  return doubtful.length === 0 ? unconfirmed : [...new Set([...unconfirmed, ...doubtful])]
}

type RoomChange = NotificationParams<'room:changed'>
type Listing = Pick<RosterState, 'isWhole' | 'count' | 'unlisted' | 'unconfirmed'> & {
  vanished: readonly string[]
}

/** Follows whether everybody is told of, and how many there are. */
function followListing(state: RosterState, change: RoomChange): Listing {
  const isWhole = change.whole ?? state.isWhole
  if (!isWhole) return followLargeRoom(state, change)
  if (state.isWhole) return followList(state, change)
  // The room has become small: the list that comes names everybody, and whoever it does not is gone.
  const count = change.count ?? state.count
  const unlisted = Math.max(1, count - 1 - state.order.length)
  return followList({ ...state, count, isWhole, unlisted, unconfirmed: state.order }, change)
}

function followLargeRoom(state: RosterState, { joined, left, updated, count }: RoomChange): Listing {
  const before = state.isWhole ? state.order.length + 1 + state.unlisted : state.count
  const told = new Set([...joined.map(({ id }) => id), ...updated.map(({ id }) => id), ...left])
  return {
    isWhole: false,
    count: count ?? before,
    unlisted: 0,
    unconfirmed: state.isWhole ? [] : state.unconfirmed.filter((id) => !told.has(id)),
    vanished: state.isWhole ? state.unconfirmed.filter((id) => !told.has(id)) : [],
  }
}

/**
 * Follows how much of the list is still to come. Whether somebody has just come or
 * was there all along cannot be told apart, so the count is an estimate until the
 * server says that the list is complete.
 */
function followList(
  state: RosterState,
  { joined, left, complete, count = state.count }: RoomChange,
): Listing {
  const { unlisted, unconfirmed } = state
  const listing = { isWhole: true, count }
  if (unlisted === 0) return { ...listing, unlisted, unconfirmed, vanished: [] }
  const awaited = new Set(unconfirmed)
  const isNews = (id: string): boolean =>
    id !== state.self?.id && (awaited.has(id) || state.participants[id] === undefined)
  const named = new Set([...joined.map(({ id }) => id), ...left].filter(isNews))
  const still = unconfirmed.filter((id) => !named.has(id))
  // Whoever was not named in it has left during the break.
  if (complete) return { ...listing, unlisted: 0, unconfirmed: [], vanished: still }
  return { ...listing, unlisted: Math.max(1, unlisted - named.size), unconfirmed: still, vanished: [] }
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
