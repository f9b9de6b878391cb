import {
  ProtocolError,
  type Participant,
  type RequestReply,
  type RtpCapabilities,
} from '../../../protocol/index.ts'
import type { Logger } from '../../observability/logger.ts'
import type { ParticipantConnection } from '../ports/connection.ts'
import { firstShown } from '../roster/first-shown.ts'
import type { MediaPeer, MediaRoom } from '../ports/media.ts'
import { FirstDelivery } from '../roster/first-delivery.ts'
import type { RoomForwarding } from '../forwarding/room-forwarding.ts'
import type { Roster } from '../roster/roster.ts'
import { SeatMedia, type KeptMedia } from './seat-media.ts'
import type { SeatTable } from './seat-table.ts'
import type { SeatClaim, ResumeTokens } from './resume-tokens.ts'
import type { Seat } from './seat.ts'

type JoinReply = RequestReply<'room:join'>

/** What somebody brings who wants to come in. */
export interface JoinRequest {
  displayName: string
  rtpCapabilities: RtpCapabilities
  resumeToken?: string | undefined
  /** What the client holds of the seat's media. */
  kept?: KeptMedia | undefined
}

/** What admission to a room works with. */
export interface AdmissionOptions {
  room: string
  seats: SeatTable
  roster: Pick<Roster, 'size' | 'list'>
  tokens: ResumeTokens
  media: MediaRoom
  forwarding: RoomForwarding
  /** Runs an admission when it is its turn. */
  inTurn: <T>(admission: () => Promise<T>) => Promise<T>
  /** Throws `server_full` when nobody new may come in. */
  checkCapacity: () => void
  dominantSpeaker: () => string | null
  /** A chat message was dropped for this seat, which reads too slowly. */
  chatOverflowed: (seat: Seat) => void
  chatDrained: (seat: Seat) => void
  /** Takes the seat from whoever holds it; its media goes on for now. */
  evict: (seat: Seat) => void
  /** Ends what a seat does not read. */
  stuck: (seat: Seat) => void
  /** Gives a seat up that nobody got to see. */
  abandon: (seat: Seat) => void
  /** Somebody came in, or came back. */
  entered: (seat: Seat, returning: boolean) => void
  /** A new resume token was issued, so what is stored of the seat is outdated. */
  tokenIssued: (seat: Seat) => void
  publicationsChanged: (seat: Seat) => void
  /** A source of the seat stopped sounding. */
  silenced: (seat: Seat) => void
  logger: Logger
}

/** Number of the token that a seat was taken back with; undefined for a new seat. */
interface Shown {
  shown: number | undefined
}

/** How people come into a room, and come back to their seats. */
export class Admission {
  readonly #options: AdmissionOptions

  constructor(options: AdmissionOptions) {
    this.#options = options
  }

  /**
   * Takes a seat, or takes the former one back with its token.
   *
   * @throws {ProtocolError} `room_full`, `seat_taken` when a newer join of the
   *   same seat overtook this one, `server_full`, `media_unavailable`, `unsupported_media`
   */
  async join(
    connection: ParticipantConnection,
    request: JoinRequest,
  ): Promise<{ seat: Seat; reply: JoinReply }> {
    const claim = this.#readClaim(request.resumeToken)
    const former = claim && this.#options.seats.findClaimed(claim)
    const shown = former && claim?.generation
    if (former?.media && request.kept) {
      const { kept } = request
      return { seat: former, reply: this.#resume(former, former.media, { connection, kept, shown }) }
    }
    // By the seat, not by the token: anybody can send one.
    if (!former) this.#options.checkCapacity()
    const seat = former ?? this.#options.seats.reserve(request.displayName)
    const isCurrent = seat.beginAttempt()
    const peer = await seat.await(this.#admit(seat, request.rtpCapabilities))
    if (!isCurrent()) {
      peer.close()
      // A seat that is gone was taken by nobody: whoever asks again gets a new one.
      throw new ProtocolError(seat.isGone ? 'media_unavailable' : 'seat_taken')
    }
    // Not earlier: had the join failed, nobody would hold the seat any more.
    this.#options.evict(seat)
    return { seat, reply: this.#take(seat, { connection, peer, resumed: former !== undefined, shown }) }
  }

  #readClaim(token: string | undefined): SeatClaim | undefined {
    return token === undefined ? undefined : this.#options.tokens.read(this.#options.room, token)
  }

  async #admit(seat: Seat, rtpCapabilities: RtpCapabilities): Promise<MediaPeer> {
    try {
      return await this.#options.inTurn(() =>
        this.#options.media.admit({
          participantId: seat.id,
          subchannel: seat.subchannel,
          rtpCapabilities,
          events: {
            layerChanged: (producerId, layer) =>
              this.#options.forwarding.received(seat.id, producerId, layer),
            lineEstimated: (bitsPerSecond) => seat.media?.estimateLine(bitsPerSecond),
            consumerStalled: (id, stall) => seat.media?.reportStall(id, stall),
            chatOverflowed: () => this.#options.chatOverflowed(seat),
            chatStuck: () => this.#options.stuck(seat),
            chatDrained: () => this.#options.chatDrained(seat),
          },
        }),
      )
    } catch (error) {
      if (!seat.announced) this.#options.abandon(seat)
      throw error
    }
  }

  /** The connection broke and the media did not: nothing but the connection is new. */
  #resume(
    seat: Seat,
    media: SeatMedia,
    { connection, kept, shown }: { connection: ParticipantConnection; kept: KeptMedia } & Shown,
  ): JoinReply {
    // A join that is still under way must not replace what goes on here.
    seat.beginAttempt()
    this.#options.evict(seat)
    seat.resume(connection, media)
    media.resync(kept)
    this.#options.entered(seat, true)
    return this.#describe(seat, { media, resumed: true, shown, hasMedia: true })
  }

  #take(
    seat: Seat,
    {
      connection,
      peer,
      resumed,
      shown,
    }: { connection: ParticipantConnection; peer: MediaPeer; resumed: boolean } & Shown,
  ): JoinReply {
    const { roster, forwarding, logger } = this.#options
    const media = new SeatMedia({
      seat,
      peer,
      newcomer: new FirstDelivery({ seat, list: () => roster.list }),
      forwarding,
      publicationsChanged: () => this.#options.publicationsChanged(seat),
      silenced: () => this.#options.silenced(seat),
      logger: logger.child({ participant: seat.id }),
    })
    const returning = seat.announced
    seat.connect(connection, media)
    this.#options.entered(seat, returning)
    return this.#describe(seat, { media, resumed, shown, hasMedia: false })
  }

  /** Those who matter for the first picture of a seat. */
  #first(seat: Seat): Participant[] {
    const { seats, forwarding, dominantSpeaker } = this.#options
    const ids = firstShown(
      {
        screens: forwarding.publishers('screen'),
        dominant: dominantSpeaker(),
        cameras: forwarding.publishers('camera'),
        microphones: forwarding.publishers('microphone'),
        everybody: seats.announcedIds(),
      },
      seat.id,
    )
    return ids.flatMap((id) => seats.findAnnounced(id)?.snapshot() ?? [])
  }

  #describe(
    seat: Seat,
    { media, resumed, shown, hasMedia }: { media: SeatMedia; resumed: boolean; hasMedia: boolean } & Shown,
  ): JoinReply {
    const { room, tokens, roster, dominantSpeaker, tokenIssued } = this.#options
    const participants = this.#first(seat)
    const participantCount = roster.size - 1
    if (participants.length < participantCount) media.newcomer.listFollows({ hasMedia })
    const resumeToken = tokens.issue(room, { seatId: seat.id, generation: seat.nextTokenGeneration(shown) })
    tokenIssued(seat)
    return {
      self: seat.snapshot(),
      resumeToken,
      resumed,
      participants,
      participantCount,
      dominantSpeaker: dominantSpeaker(),
      microphoneMuted: seat.microphoneMuted,
      memory: seat.memory,
      producerIds: media.tracks.producerIds,
      transports: media.peer.transports,
      dataConsumers: media.peer.dataConsumers,
    }
  }
}
