import type { Participant, RoomState } from '../../../protocol/index.ts'
import type { RoomForwarding } from '../forwarding/room-forwarding.ts'
import { firstShown } from '../roster/first-shown.ts'
import type { Roster } from '../roster/roster.ts'
import { describeJoin, type JoinReply } from './join-reply.ts'
import type { SeatMedia } from './seat-media.ts'
import type { SeatTable } from './seat-table.ts'
import type { Seat } from './seat.ts'

/** Where the facts of an answer to a join are. */
export interface JoinDescriberOptions {
  seats: Pick<SeatTable, 'announcedIds' | 'findAnnounced'>
  roster: Pick<Roster, 'size' | 'welcome'>
  forwarding: Pick<RoomForwarding, 'publishers'>
  /** Who holds the floor. */
  floor: { readonly dominant: string | null }
  /** What holds in the room. */
  room: { readonly state: RoomState }
  /** Whose room it is. */
  policy: { isOwnedBy(seat: Seat): boolean }
}

/** How a seat was taken. */
export interface Taken {
  resumeToken: string
  /** A token gave the former seat back. */
  resumed: boolean
  /** Its media went on all the time. */
  hasMedia: boolean
}

/** Gathers what the answer to a join is made of. */
export class JoinDescriber {
  readonly #options: JoinDescriberOptions

  constructor(options: JoinDescriberOptions) {
    this.#options = options
  }

  /** The answer to whoever has just taken this seat; whom it leaves out in a small room is told afterwards. */
  describe(seat: Seat, media: SeatMedia, { resumeToken, resumed, hasMedia }: Taken): JoinReply {
    const { seats, roster, floor, room, policy } = this.#options
    const { whole, ids } = roster.welcome(seat.id, this.#first(seat))
    const reply = describeJoin({
      self: selfOf(seat),
      resumeToken,
      resumed,
      isRoomOwner: policy.isOwnedBy(seat),
      state: room.state,
      first: ids.flatMap((id) => seats.findAnnounced(id)?.snapshot() ?? []),
      whole,
      listed: roster.size,
      dominantSpeaker: floor.dominant,
      seat,
      producerIds: media.tracks.producerIds,
      peer: media.peer,
    })
    if (whole && reply.participants.length < reply.participantCount) media.newcomer.listFollows({ hasMedia })
    return reply
  }

  /** Those who matter for the first picture of a seat. */
  #first(seat: Seat): string[] {
    const { seats, forwarding, floor, room } = this.#options
    return firstShown(
      {
        spotlight: room.state.spotlight ?? [],
        screens: forwarding.publishers('screen'),
        dominant: floor.dominant,
        cameras: forwarding.publishers('camera'),
        microphones: forwarding.publishers('microphone'),
        everybody: seats.announcedIds(),
      },
      seat.id,
    )
  }
}

/** The owner of a seat also hears what hosts have stopped that is not sent yet. */
function selfOf(seat: Seat): Participant {
  const self = seat.snapshot()
  const sent = new Set(self.publications.map(({ source }) => source))
  const missing = seat.stops.all.filter(({ source }) => !sent.has(source))
  const stopped = missing.map(({ source, by }) => ({ source, paused: true, stoppedBy: by }))
  return { ...self, publications: [...self.publications, ...stopped] }
}
