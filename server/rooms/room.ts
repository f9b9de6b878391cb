import type { NotificationParams, Participant, RequestReply, SeatMemory } from '../../protocol/index.ts'
import type { Logger } from '../observability/logger.ts'
import { ReconnectGrace } from './seats/reconnect-grace.ts'
import { ActivityFeed } from './speakers/activity-feed.ts'
import type { ParticipantConnection } from './ports/connection.ts'
import { Admission, type JoinRequest } from './seats/admission.ts'
import type { LoadLevels } from '../load/load-levels.ts'
import type { MediaPort, MediaRoom } from './ports/media.ts'
import { RoomChat } from './chat/room-chat.ts'
import { RoomForwarding } from './forwarding/room-forwarding.ts'
import { RoomLoad } from './room-load.ts'
import type { RoomSettings } from './room-settings.ts'
import type { RoomStore, StoredRoom } from './ports/store.ts'
import { Roster } from './roster/roster.ts'
import { SeatTable } from './seats/seat-table.ts'
import type { ResumeTokens } from './seats/resume-tokens.ts'
import type { Seat } from './seats/seat.ts'

/** What a room works with. */
export interface RoomOptions {
  name: string
  mediaPort: MediaPort
  settings: RoomSettings
  store: RoomStore
  tokens: ResumeTokens
  logger: Logger
  /** Sends a change to everybody who is connected to this room. */
  broadcast: (change: NotificationParams<'room:changed'>) => void
  /** Runs an admission when it is its turn. */
  inTurn: <T>(admission: () => Promise<T>) => Promise<T>
  /** Throws `server_full` when nobody new may come in. */
  checkCapacity: () => void
  /** Called once, when the last seat was given up. */
  emptied: () => void
}

// Changes of the participant list within this time travel together.
const ROSTER_INTERVAL_MS = 100
const NEW_ROOM: StoredRoom = { seats: [], messages: [], chatSeq: 0, nextSubchannel: 1 }

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
  readonly #admission: Admission
  readonly #grace: ReconnectGrace
  readonly #load: RoomLoad
  #closed = false

  constructor(options: RoomOptions) {
    this.name = options.name
    this.#options = options
    const { settings, logger, store } = options
    const stored = store.load(options.name) ?? NEW_ROOM
    this.#seats = new SeatTable(settings.maxParticipants, stored.nextSubchannel)
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
      history: stored,
      find: (id) => this.#seats.find(id),
      keep: (message, oldestKept) => store.appendMessage(this.name, message, oldestKept),
      relay: (payload, subchannels) => this.#media.relayChat(payload, subchannels),
      logger,
    })
    this.#forwarding = new RoomForwarding({
      settings: settings.forwarding,
      uplinkWanted: ({ participantId, producerId }, layers) =>
        this.#seats.find(participantId)?.notify('uplink:wanted', { producerId, layers }),
    })
    this.#load = new RoomLoad({ seats: this.#seats, forwarding: this.#forwarding })
    this.#activity = new ActivityFeed({
      settings: settings.speakers,
      isPresent: (id) => this.#seats.findAnnounced(id) !== undefined,
      send: (activity) => this.#media.relayActivity(JSON.stringify(activity)),
      ranked: (speaking, dominant) => this.#forwarding.spoken(speaking, dominant),
    })
    this.#grace = new ReconnectGrace({
      settings,
      roster: this.#roster,
      silenced: ({ id }) => this.#activity.silenced(id),
      expired: (seat) => this.leave(seat),
      logger,
    })
    this.#admission = this.#createAdmission()
    for (const seat of stored.seats) {
      this.#grace.restored(this.#seats.restore(seat))
      this.#roster.restored(seat.id)
    }
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
   *   same seat overtook this one, `server_full`, `media_unavailable`, `unsupported_media`
   */
  async join(
    connection: ParticipantConnection,
    request: JoinRequest,
  ): Promise<{ seat: Seat; reply: RequestReply<'room:join'> }> {
    try {
      const joined = await this.#admission.join(connection, request)
      // Whoever came anew has nothing to come back for; a seat that was taken back waits on.
      const pageClosed = !joined.reply.resumed
      if (!connection.open) this.connectionLost(joined.seat, connection, { pageClosed })
      return joined
    } finally {
      // A room that was opened for somebody who was refused.
      if (this.#seats.size === 0) this.close()
    }
  }

  /** Gives a seat up at once. */
  leave(seat: Seat): void {
    if (!this.#seats.remove(seat)) return
    const { announced } = seat
    seat.giveUp()
    this.#chat.forget(seat)
    if (announced) {
      this.#options.store.removeSeat(this.name, seat.id)
      this.#activity.silenced(seat.id)
      this.#roster.left(seat.id)
      this.#options.logger.info({ participant: seat.id }, 'participant left')
    }
    if (this.#seats.size > 0) return
    this.#options.store.emptied(this.name)
    this.close()
  }

  /**
   * The connection of a seat is gone; the seat waits for its owner.
   *
   * @param how - `pageClosed` when the page went away, so that its media is gone too and only a
   *   reload can bring the owner back
   */
  connectionLost(seat: Seat, connection: ParticipantConnection, how: { pageClosed: boolean }): void {
    this.#grace.connectionLost(seat, connection, how)
  }

  rename(seat: Seat, name: string): void {
    seat.rename(name)
    this.#keep(seat)
    this.#roster.updated(seat.id, 'name')
  }

  /** Keeps what the page of a seat wants to find again. Nobody else hears of it. */
  remember(seat: Seat, memory: SeatMemory): void {
    seat.remember(memory)
    this.#keep(seat)
  }

  setHand(seat: Seat, raised: boolean): void {
    if (!seat.setHand(raised, Date.now())) return
    this.#keep(seat)
    this.#roster.updated(seat.id, 'handRaisedAt')
  }

  /** Saves more, or less, of what people receive, and tells those whom it concerns. */
  setLoad(levels: LoadLevels): void {
    this.#load.set(levels)
  }

  /** Ends the room for everybody in it. Seats that are taken stay stored. */
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

  #createAdmission(): Admission {
    const { tokens, inTurn, checkCapacity, logger } = this.#options
    return new Admission({
      room: this.name,
      seats: this.#seats,
      roster: this.#roster,
      tokens,
      media: this.#media,
      forwarding: this.#forwarding,
      inTurn,
      checkCapacity,
      dominantSpeaker: () => this.#activity.dominant,
      chatOverflowed: (seat) => this.#chat.overflowed(seat),
      chatDrained: (seat) => this.#chat.drained(seat),
      evict: (seat) => this.#grace.evict(seat),
      stuck: (seat) => {
        if (!seat.connection) return
        logger.warn({ participant: seat.id }, 'a participant does not read its chat; its media is ended')
        this.#grace.endMedia(seat, 'reads_too_slowly')
      },
      abandon: (seat) => this.leave(seat),
      entered: (seat, returning) => {
        if (returning) {
          this.#roster.updated(seat.id, 'connection')
          this.#roster.updated(seat.id, 'publications')
        } else {
          this.#roster.joined(seat.id)
        }
        this.#load.tell(seat)
        logger.info({ participant: seat.id, returning }, 'participant joined')
      },
      tokenIssued: (seat) => this.#keep(seat),
      publicationsChanged: (seat) => {
        this.#keep(seat)
        this.#roster.updated(seat.id, 'publications')
      },
      silenced: (seat) => this.#activity.silenced(seat.id),
      logger,
    })
  }

  #keep(seat: Seat): void {
    this.#options.store.saveSeat(this.name, seat.store())
  }

  #mediaLost(participantIds: readonly string[]): void {
    if (this.#closed) return
    const { length: affected } = participantIds
    this.#options.logger.warn({ affected }, 'a media worker died; its participants join again')
    for (const id of participantIds) {
      const seat = this.#seats.findAnnounced(id)
      if (seat) this.#grace.endMedia(seat, 'media_unavailable')
    }
  }
}
