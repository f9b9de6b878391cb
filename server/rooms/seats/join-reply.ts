import type { Participant, RequestReply, RoomState } from '../../../protocol/index.ts'
import type { MediaPeer } from '../ports/media.ts'

/** The answer to a join. */
export type JoinReply = RequestReply<'room:join'>

/** All that the answer to a join is made of. */
export interface JoinFacts {
  self: Participant
  resumeToken: string
  /** A token gave the former seat back. */
  resumed: boolean
  isRoomOwner: boolean
  /** What holds in the room; empty when it is open. */
  state: RoomState
  /** Those who matter for the first picture. */
  first: readonly Participant[]
  /** Everybody else is told of as well, soon. */
  whole: boolean
  /** How many are on the list, the one who joins included. */
  listed: number
  dominantSpeaker: string | null
  seat: Pick<JoinReply, 'microphoneMuted' | 'memory'>
  /** Own producers that go on. */
  producerIds: readonly string[]
  peer: Pick<MediaPeer, 'transports' | 'channels'>
}

/** Describes a join to whoever joined. Pure. */
export function describeJoin(facts: JoinFacts): JoinReply {
  const {
    self,
    resumeToken,
    resumed,
    isRoomOwner,
    state,
    first,
    whole,
    listed,
    dominantSpeaker,
    seat,
    producerIds,
    peer,
  } = facts
  return {
    self,
    resumeToken,
    resumed,
    ...(isRoomOwner ? { isRoomOwner } : {}),
    ...(Object.keys(state).length > 0 ? { state } : {}),
    participants: [...first],
    participantCount: listed - 1,
    whole,
    dominantSpeaker,
    microphoneMuted: seat.microphoneMuted,
    memory: seat.memory,
    producerIds: [...producerIds],
    transports: peer.transports.options,
    dataConsumers: [...peer.channels.options],
  }
}
