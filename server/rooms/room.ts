import {
  ProtocolError,
  type NotificationParams,
  type Participant,
  type RequestReply,
  type RtpCapabilities,
} from '../../protocol/index.ts'
import type { Logger } from '../observability/logger.ts'
import { ActivityFeed } from './activity-feed.ts'
import type { ParticipantConnection } from './connection-port.ts'
import { divideRoster } from './first-roster.ts'
import type { LoadLevel } from './load-level.ts'
import type { MediaPeer, MediaPort, MediaRoom } from './media-port.ts'
import { Newcomer } from './newcomer.ts'
import { RoomChat } from './room-chat.ts'
import { RoomForwarding } from './room-forwarding.ts'
import type { RoomSettings } from './room-settings.ts'
import { Roster } from './roster.ts'
import { SeatMedia } from './seat-media.ts'
import { hashToken, SeatTable } from './seat-table.ts'
import type { Seat } from './seat.ts'

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
  /** Sends a change to everybody who is connected to this room. */
  broadcast: (change: NotificationParams<'room:changed'>) => void
  /** Runs an admission when it is its turn. */
  inTurn: <T>(admission: () => Promise<T>) => Promise<T>
  /** Called once, when the last seat was given up. */
  emptied: () => void
}

// Changes of the participant list within this time travel together.
const ROSTER_INTERVAL_MS = 100

/** One room: who has a seat in it, and what they are told. */
export class Room {
  readonly name: string
  readonly #options: RoomOptions
  readonly #seats: SeatTable
  readonly #roster: Roster
  readonly #chat: RoomChat
  readonly #activity: ActivityFeed
  readonly #media: MediaRoom
  readonly #forwarding: RoomForwarding
  #closed = false

  constructor(options: RoomOptions) {
    this.name = options.name
    this.#options = options
    const { settings, logger } = options
    this.#seats = new SeatTable(settings.maxParticipants)
    this.#media = options.mediaPort.openRoom({
      levelsMeasured: (levels) => this.#activity.measured(levels),
      chatReceived: (participantId, payload) => {
        const seat = this.#seats.find(participantId)
        if (seat) this.#chat.receive(seat, payload)
      },
      lost: (participantIds) => this.#mediaLost(participantIds),
    })
    this.#roster = new Roster({
      find: (id) => this.#seats.findAnnounced(id)?.snapshot(),
      send: options.broadcast,
      intervalMs: ROSTER_INTERVAL_MS,
    })
    this.#chat = new RoomChat({
      settings: settings.chat,
      findSeat: (id) => this.#seats.find(id),
      relay: (payload, subchannels) => this.#media.relayChat(payload, subchannels),
      logger,
    })
    this.#forwarding = new RoomForwarding({
      settings: settings.forwarding,
      uplinkWanted: ({ participantId, producerId }, layers) => {
        const connection = this.#seats.find(participantId)?.connection
        connection?.notify('uplink:wanted', { producerId, layers })
      },
    })
    this.#activity = new ActivityFeed({
      settings: settings.speakers,
      isPresent: (id) => this.#seats.findAnnounced(id) !== undefined,
      send: (activity) => this.#media.relayActivity(JSON.stringify(activity)),
      ranked: (speaking, dominant) => this.#forwarding.spoken(speaking, dominant),
    })
  }

  /** Seats taken, those that wait for their owner included. */
  get size(): number {
    return this.#seats.size
  }

  /** Everybody who is shown to others, oldest seat first. */
  get participants(): Participant[] {
    return this.#seats.participants
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
    const former =
      request.resumeToken === undefined ? undefined : this.#seats.findByToken(request.resumeToken)
    const seat = former ?? this.#seats.reserve(request.displayName)
    const isCurrent = seat.beginAttempt()
    let peer: MediaPeer
    try {
      peer = await this.#options.inTurn(() =>
        this.#media.admit({
          participantId: seat.id,
          subchannel: seat.subchannel,
          rtpCapabilities: request.rtpCapabilities,
          events: { consumerStalled: (id, stall) => seat.media?.reportStall(id, stall) },
        }),
      )
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
    const reply = this.#take(seat, connection, peer, former !== undefined)
    if (!connection.open) this.connectionLost(seat, connection, { pageClosed: true })
    return { seat, reply }
  }

  /** Gives a seat up at once. */
  leave(seat: Seat): void {
    if (!this.#seats.remove(seat)) return
    const { announced } = seat
    seat.giveUp()
    this.#chat.forget(seat)
    if (announced) {
      this.#activity.silenced(seat.id)
      this.#roster.left(seat.id)
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

  /** Saves more, or less, of what everybody receives. */
  setLoad(level: LoadLevel): void {
    this.#forwarding.setLoad(level)
  }

  /** Ends the room for everybody in it. */
  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#roster.close()
    this.#activity.close()
    this.#seats.clear()
    this.#forwarding.close()
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

  #take(
    seat: Seat,
    connection: ParticipantConnection,
    peer: MediaPeer,
    resumed: boolean,
  ): RequestReply<'room:join'> {
    const others = this.participants.filter(({ id }) => id !== seat.id)
    // Whoever comes back shows everybody already; a first part would hide the rest.
    const { first, rest } = resumed
      ? { first: others, rest: [] }
      : divideRoster(others, this.#activity.dominant)
    const newcomer = new Newcomer({
      connection,
      rest: rest.map((chunk) => chunk.map(({ id }) => id)),
      find: (id) => this.#seats.findAnnounced(id)?.snapshot(),
    })
    const media = new SeatMedia({
      participantId: seat.id,
      peer,
      connection,
      newcomer,
      forwarding: this.#forwarding,
      publicationsChanged: () => this.#roster.updated(seat.id, 'publications'),
      silenced: () => this.#activity.silenced(seat.id),
      logger: this.#options.logger.child({ participant: seat.id }),
    })
    const returning = seat.announced
    seat.connect(connection, media)
    if (returning) {
      this.#roster.updated(seat.id, 'connection')
      this.#roster.updated(seat.id, 'publications')
    } else {
      this.#roster.joined(seat.id)
    }
    this.#options.logger.info({ participant: seat.id, returning }, 'participant joined')
    return {
      room: this.name,
      self: seat.snapshot(),
      resumeToken: seat.issueToken(hashToken),
      resumed,
      participants: first,
      participantCount: others.length,
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
  }

  #mediaLost(participantIds: readonly string[]): void {
    if (this.#closed) return
    const { length: affected } = participantIds
    this.#options.logger.warn({ affected }, 'a media worker died; its participants join again')
    for (const id of participantIds) {
      const seat = this.#seats.findAnnounced(id)
      if (!seat) continue
      const { connection } = seat
      this.#wait(seat, { graceMs: this.#options.settings.resumeGraceMs, keepMedia: false })
      connection?.endSession('media_unavailable')
    }
  }
}
