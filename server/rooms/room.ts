import {
  ProtocolError,
  type NotificationParams,
  type Participant,
  type RequestReply,
  type RtpCapabilities,
  type View,
} from '../../protocol/index.ts'
import type { Logger } from '../observability/logger.ts'
import { ActivityFeed } from './activity-feed.ts'
import type { ParticipantConnection } from './connection-port.ts'
import type { MediaPeer, MediaPort } from './media-port.ts'
import { RoomChat } from './room-chat.ts'
import { RoomMedia } from './room-media.ts'
import type { RoomSettings } from './room-settings.ts'
import { Roster } from './roster.ts'
import { SeatMedia } from './seat-media.ts'
import { Seat } from './seat.ts'
import { planView, type PlannedConsumer } from './view-planner.ts'

export interface JoinRequest {
  displayName: string
  rtpCapabilities: RtpCapabilities
  resumeToken?: string | undefined
}

export interface RoomOptions {
  name: string
  mediaPort: MediaPort
  settings: RoomSettings
  logger: Logger
  /** Called once, when the last seat was given up. */
  emptied: () => void
}

// Changes of the participant list within this time travel together.
const ROSTER_INTERVAL_MS = 100

/** One room: who has a seat in it, and what they are told. */
export class Room {
  readonly name: string
  readonly #options: RoomOptions
  readonly #seats = new Map<string, Seat>()
  readonly #roster: Roster
  readonly #chat: RoomChat
  readonly #activity: ActivityFeed
  readonly #media: RoomMedia
  #nextSubchannel = 1
  #closed = false

  constructor(options: RoomOptions) {
    this.name = options.name
    this.#options = options
    const { settings, logger } = options
    this.#media = new RoomMedia(options.name, options.mediaPort, {
      levelsMeasured: (levels) => this.#activity.measured(levels),
      chatReceived: (participantId, payload) => {
        const seat = this.#seats.get(participantId)
        if (seat) this.#chat.receive(seat, payload)
      },
      lost: () => this.#mediaLost(),
    })
    this.#roster = new Roster({
      find: (id) => this.#announcedSeat(id)?.snapshot(),
      send: (change) => this.#broadcast(change),
      intervalMs: ROSTER_INTERVAL_MS,
    })
    this.#chat = new RoomChat({
      settings: settings.chat,
      findSeat: (id) => this.#seats.get(id),
      relay: (payload, subchannels) => this.#media.current?.relayChat(payload, subchannels),
      logger,
    })
    this.#activity = new ActivityFeed({
      settings: settings.speakers,
      isPresent: (id) => this.#announcedSeat(id) !== undefined,
      send: (activity) => this.#media.current?.relayActivity(JSON.stringify(activity)),
    })
  }

  /** Seats taken, those that wait for their owner included. */
  get size(): number {
    return this.#seats.size
  }

  /** Everybody who is shown to others, oldest seat first. */
  get participants(): Participant[] {
    return [...this.#seats.values()].filter((seat) => seat.announced).map((seat) => seat.snapshot())
  }

  /**
   * Takes a seat, or takes the former one back with its token.
   *
   * @throws {ProtocolError} `room_full`, `seat_taken` when a newer join of the
   *   same seat overtook this one, `media_unavailable`, `unsupported_media`
   */
  async join(
    connection: ParticipantConnection,
    request: JoinRequest,
  ): Promise<{ seat: Seat; reply: RequestReply<'room:join'> }> {
    const former = request.resumeToken === undefined ? undefined : this.#findByToken(request.resumeToken)
    const seat = former ?? this.#reserve(request.displayName)
    const isCurrent = seat.beginAttempt()
    let peer: MediaPeer
    try {
      peer = await this.#media.admit(seat, request.rtpCapabilities)
    } catch (error) {
      if (!seat.announced) this.leave(seat)
      throw error
    }
    if (!isCurrent()) {
      peer.close()
      throw new ProtocolError('seat_taken')
    }
    // Not earlier: had the join failed, nobody would hold the seat any more.
    this.#evict(seat)
    this.#seat(seat, connection, peer)
    if (!connection.open) this.connectionLost(seat, connection, { pageClosed: true })
    return { seat, reply: this.#describe(seat, peer, former !== undefined) }
  }

  /** Gives a seat up at once. */
  leave(seat: Seat): void {
    if (!this.#seats.delete(seat.id)) return
    const { announced } = seat
    seat.giveUp()
    this.#chat.forget(seat)
    if (announced) {
      this.#activity.silenced(seat.id)
      this.#roster.left(seat.id)
      this.#tracksChanged()
      this.#options.logger.info({ participant: seat.id }, 'participant left')
    }
    if (this.#seats.size === 0) this.close()
  }

  /**
   * The connection of a seat is gone; the seat waits for its owner.
   *
   * @param pageClosed - the page went away, so its media is gone too and only a
   *   reload can bring the owner back
   */
  connectionLost(
    seat: Seat,
    connection: ParticipantConnection,
    { pageClosed }: { pageClosed: boolean },
  ): void {
    if (seat.connection !== connection) return
    const { pageCloseGraceMs, resumeGraceMs } = this.#options.settings
    this.#wait(seat, { graceMs: pageClosed ? pageCloseGraceMs : resumeGraceMs, keepMedia: !pageClosed })
    this.#options.logger.info({ participant: seat.id, pageClosed }, 'participant disconnected')
  }

  rename(seat: Seat, name: string): void {
    seat.rename(name)
    this.#roster.updated(seat.id, 'name')
  }

  setHand(seat: Seat, raised: boolean): void {
    if (seat.setHand(raised, Date.now())) this.#roster.updated(seat.id, 'handRaisedAt')
  }

  /** Ends the room for everybody in it. */
  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#roster.close()
    this.#activity.close()
    for (const seat of this.#seats.values()) seat.giveUp()
    this.#seats.clear()
    this.#media.close()
    this.#options.emptied()
  }

  /** Whoever held the seat until now is told that somebody else opened it. */
  #evict(seat: Seat): void {
    const { connection } = seat
    if (!connection) return
    connection.endSession('seat_taken')
    this.#wait(seat, { graceMs: this.#options.settings.resumeGraceMs, keepMedia: true })
  }

  #reserve(displayName: string): Seat {
    if (this.#seats.size >= this.#options.settings.maxParticipants) throw new ProtocolError('room_full')
    const subchannel = this.#nextSubchannel
    // Numbers are 16 bits wide and never used twice, so a room's life has an end.
    if (subchannel > 0xffff) throw new ProtocolError('room_full')
    this.#nextSubchannel += 1
    const seat = new Seat({
      subchannel,
      role: this.#seats.size === 0 ? 'host' : 'participant',
      name: displayName,
    })
    this.#seats.set(seat.id, seat)
    return seat
  }

  #seat(seat: Seat, connection: ParticipantConnection, peer: MediaPeer): void {
    const returning = seat.announced
    const media = new SeatMedia({
      participantId: seat.id,
      peer,
      connection,
      plan: (view) => this.#plan(seat, view),
      tracksChanged: () => {
        this.#roster.updated(seat.id, 'publications')
        this.#tracksChanged()
      },
      silenced: () => this.#activity.silenced(seat.id),
      logger: this.#options.logger.child({ participant: seat.id }),
    })
    seat.connect(connection, media)
    media.invalidateView()
    if (returning) {
      this.#roster.updated(seat.id, 'connection')
      this.#roster.updated(seat.id, 'publications')
      this.#tracksChanged()
    } else {
      this.#roster.joined(seat.id)
    }
    this.#options.logger.info({ participant: seat.id, returning }, 'participant joined')
  }

  #describe(seat: Seat, peer: MediaPeer, resumed: boolean): RequestReply<'room:join'> {
    return {
      room: this.name,
      self: seat.snapshot(),
      resumeToken: seat.issueToken(),
      resumed,
      participants: this.participants.filter(({ id }) => id !== seat.id),
      dominantSpeaker: this.#activity.dominant,
      transports: peer.transports,
      dataConsumers: peer.dataConsumers,
    }
  }

  #wait(seat: Seat, { graceMs, keepMedia }: { graceMs: number; keepMedia: boolean }): void {
    const timer = setTimeout(() => this.leave(seat), graceMs)
    seat.wait(timer, keepMedia)
    this.#roster.updated(seat.id, 'connection')
    if (keepMedia) return
    this.#activity.silenced(seat.id)
    this.#roster.updated(seat.id, 'publications')
    this.#tracksChanged()
  }

  #mediaLost(): void {
    if (this.#closed) return
    this.#options.logger.warn('the media worker of the room died; participants join again')
    for (const seat of this.#seats.values()) {
      if (!seat.announced) continue
      const { connection } = seat
      this.#wait(seat, { graceMs: this.#options.settings.resumeGraceMs, keepMedia: false })
      connection?.endSession('media_unavailable')
    }
  }

  #plan(seat: Seat, view: View | null): Map<string, PlannedConsumer> {
    const tracks = [...this.#seats.values()].flatMap((other) => other.media?.tracks ?? [])
    return planView({ viewerId: seat.id, view, tracks, limits: this.#options.settings.view })
  }

  #tracksChanged(): void {
    for (const seat of this.#seats.values()) seat.media?.invalidateView()
  }

  #broadcast(change: NotificationParams<'room:changed'>): void {
    for (const seat of this.#seats.values()) seat.connection?.notify('room:changed', change)
  }

  #announcedSeat(participantId: string): Seat | undefined {
    const seat = this.#seats.get(participantId)
    return seat?.announced ? seat : undefined
  }

  #findByToken(token: string): Seat | undefined {
    return [...this.#seats.values()].find((seat) => seat.announced && seat.accepts(token))
  }
}
