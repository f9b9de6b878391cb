import {
  can,
  decides,
  ERRORS,
  ProtocolError,
  SEND_ACTION,
  type RtpCapabilities,
} from '../../../protocol/index.ts'
import type { ParticipantConnection } from '../ports/connection.ts'
import type { MediaPeer } from '../ports/media.ts'
import { FirstDelivery } from '../roster/first-delivery.ts'
import type { AdmissionOptions, JoinRequest } from './admission-options.ts'
import type { Admitted } from './admission-policy.ts'
import type { JoinReply } from './join-reply.ts'
import { MediaReports } from './media-reports.ts'
import { marksOf } from './person-marks.ts'
import { SeatMedia, type KeptMedia } from './seat-media.ts'
import type { Seat } from './seat.ts'

/** A join on its way to a seat. */
interface Attempt {
  connection: ParticipantConnection
  seat: Seat
  /** Number of the token that the seat was taken back with; undefined for a new seat. */
  shown: number | undefined
  /** What was decided about a new seat; undefined for one that is taken back. */
  admitted: Admitted | undefined
  isCurrent: () => boolean
}

/** How people come into a room, and come back to their seats. */
export class Admission {
  readonly #options: AdmissionOptions
  readonly #reports: MediaReports

  constructor(options: AdmissionOptions) {
    this.#options = options
    this.#reports = new MediaReports(options)
  }

  /**
   * Takes a seat, or takes the former one back with its token.
   *
   * @throws {ProtocolError} what the policy refuses with, `room_full`, `network_full`, `seat_taken` when a newer
   *   join of the same seat overtook this one, `media_unavailable`, `unsupported_media`
   */
  async join(
    connection: ParticipantConnection,
    request: JoinRequest,
  ): Promise<{ seat: Seat; reply: JoinReply }> {
    const former = this.#findFormer(connection, request.resumeToken)
    const { seat, admitted } = former
      ? { seat: former.seat, admitted: undefined }
      : await this.#reserve(connection, request)
    seat.arrival.recognise(admitted?.marks ?? marksOf(connection, request.credentials))
    if (former && !this.#options.policy.mayReturn(seat)) {
      this.#options.remove(seat)
      throw new ProtocolError('banned')
    }
    const isCurrent = seat.beginAttempt()
    const attempt: Attempt = { connection, seat, shown: former?.shown, admitted, isCurrent }
    const { media } = seat
    // The seat does not expire while somebody is on the way to it.
    try {
      const reply = await seat.await(
        media && request.kept
          ? this.#resume(attempt, media, request.kept)
          : this.#enter(attempt, request.rtpCapabilities, former !== undefined),
      )
      return { seat, reply }
    } catch (error) {
      if (!seat.announced) this.#abandon(seat)
      throw error
    }
  }

  /**
   * The seat that a token is for, and which of its tokens was shown. By the seat, not by the token:
   * anybody can send one.
   *
   * @throws {ProtocolError} why a host took the seat, to whoever was not there then
   */
  #findFormer(
    connection: ParticipantConnection,
    token: string | undefined,
  ): { seat: Seat; shown: number } | undefined {
    const { seats, gone, room, tokens } = this.#options
    const claim = token === undefined ? undefined : tokens.read(room, token)
    if (!claim) return undefined
    const seat = seats.findClaimed(claim)
    if (seat) return { seat, shown: claim.generation }
    const taken = gone.take(room, claim.seatId)
    if (!taken) return undefined
    const { code, next } = taken
    // A refusal has no place for it.
    if (next) connection.notify('session:ended', { code, message: ERRORS[code], next })
    throw new ProtocolError(code)
  }

  /** Takes a new seat, once the policy admits it. */
  async #reserve(
    connection: ParticipantConnection,
    { displayName, credentials = {} }: JoinRequest,
  ): Promise<{ seat: Seat; admitted: Admitted }> {
    const { room, policy, seats } = this.#options
    let decision = policy.decide({ room, displayName, seatsInRoom: seats.size, connection, credentials })
    if (decision.kind === 'wait') {
      while (decision.kind === 'wait') decision = await decision.decided
      if (!connection.open) throw new ProtocolError('not_joined')
    }
    if (decision.kind === 'refuse') throw new ProtocolError(decision.code)
    const release = connection.usage.hold('seats')
    if (!release) throw new ProtocolError('network_full')
    try {
      const seat = seats.reserve(decision.displayName ?? displayName, decision.role, release)
      // Before anything is waited for: whoever is banned from now on is not let in.
      seat.arrival.recognise(decision.marks ?? marksOf(connection, credentials))
      seat.owner = decision.owner ?? null
      return { seat, admitted: decision }
    } catch (error) {
      release()
      throw error
    }
  }

  /** The connection broke and the media did not: nothing but the connection is new. */
  async #resume(attempt: Attempt, media: SeatMedia, kept: KeptMedia): Promise<JoinReply> {
    const { connection, seat } = attempt
    const resumeToken = await this.#issueToken(attempt)
    // Its worker may have died meanwhile; whoever asks again begins anew.
    if (attempt.isCurrent() && seat.media !== media) throw new ProtocolError('media_unavailable')
    this.#requireCurrent(attempt)
    this.#options.grace.evict(seat)
    this.#options.grace.end(seat)
    seat.resume(connection, media)
    media.resync(kept)
    this.#entered(seat, { isReturning: true, keptMedia: true })
    return this.#options.replies.describe(seat, media, { resumeToken, resumed: true, hasMedia: true })
  }

  /** Whoever is new, or has no media any more, gets fresh transports. */
  async #enter(attempt: Attempt, rtpCapabilities: RtpCapabilities, resumed: boolean): Promise<JoinReply> {
    const { connection, seat } = attempt
    const peer = await this.#admit(attempt, rtpCapabilities)
    try {
      this.#requireCurrent(attempt)
      const resumeToken = await this.#issueToken(attempt)
      this.#requireCurrent(attempt)
      this.#giveSeat(attempt)
      // Not earlier: had the join failed, nobody would hold the seat any more.
      this.#options.grace.evict(seat)
      this.#options.grace.end(seat)
      const isReturning = seat.announced
      const media = this.#createMedia(attempt, peer)
      seat.connect(connection, media)
      this.#entered(seat, { isReturning, keptMedia: false })
      return this.#options.replies.describe(seat, media, { resumeToken, resumed, hasMedia: false })
    } catch (error) {
      peer.close()
      throw error
    }
  }

  async #admit({ seat, connection }: Attempt, rtpCapabilities: RtpCapabilities): Promise<MediaPeer> {
    const { queue, media } = this.#options
    return await queue.run(() =>
      media.admit({
        participantId: seat.id,
        subchannel: seat.subchannel,
        rtpCapabilities,
        events: this.#reports.of(seat, connection.usage),
      }),
    )
  }

  /** Much may have happened since it was decided. From here on nothing waits until the seat is taken. */
  #giveSeat({ seat, admitted }: Attempt): void {
    const { role } = seat
    const refusal = admitted?.giveSeat?.(seat)
    if (refusal !== undefined) throw new ProtocolError(refusal)
    if (!admitted) return
    if (this.#options.law.rules.startMuted && !decides(seat.role)) seat.arrival.startMuted()
    // It was stored with the role of the first look.
    if (seat.role !== role) void this.#options.changes.keep(seat)
  }

  /** Gives a seat up that nobody got to see. */
  #abandon(seat: Seat): void {
    if (!this.#options.seats.remove(seat)) return
    seat.giveUp()
    void this.#options.changes.forget(seat)
  }

  #createMedia({ seat, connection }: Attempt, peer: MediaPeer): SeatMedia {
    const { roster, forwarding, uplinks, changes, events, law, logger } = this.#options
    return new SeatMedia({
      seat,
      peer,
      newcomer: new FirstDelivery({ seat, list: () => roster.list }),
      roster,
      forwarding,
      uplinks: { ...uplinks, address: connection.usage },
      changes,
      events,
      maySend: (source) => can(seat.role, SEND_ACTION[source], law.rules),
      logger: logger.child({ participant: seat.id }),
    })
  }

  /** The token is stored before anybody can show it. */
  async #issueToken({ seat, shown }: Attempt): Promise<string> {
    const { room, tokens, changes } = this.#options
    const resumeToken = tokens.issue(room, { seatId: seat.id, generation: seat.nextTokenGeneration(shown) })
    await changes.keep(seat)
    return resumeToken
  }

  /** A seat that is gone was taken by nobody: whoever asks again gets a new one. */
  #requireCurrent({ seat, isCurrent }: Attempt): void {
    if (!isCurrent()) throw new ProtocolError(seat.lateCode)
  }

  #entered(seat: Seat, { isReturning, keptMedia }: { isReturning: boolean; keptMedia: boolean }): void {
    const { roster, events } = this.#options
    if (isReturning) {
      roster.updated(seat.id, 'connection')
      roster.updated(seat.id, 'publications')
      events.emit('participantReturned', { participantId: seat.id, keptMedia })
    } else {
      roster.joined(seat.id)
      events.emit('participantJoined', { participant: seat.snapshot() })
    }
  }
}
