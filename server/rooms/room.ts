import type { ErrorCode, NextRoom, Participant } from '../../protocol/index.ts'
import type { LoadLevels } from '../load/load-levels.ts'
import type { ParticipantConnection } from './ports/connection.ts'
import { NEW_ROOM, type RoomStore, type StoredRoom } from './ports/store.ts'
import type { RoomChat } from './chat/room-chat.ts'
import { RoomEnd } from './room-end.ts'
import { RoomLife } from './room-life.ts'
import { assembleRoom, type RoomParts } from './room-parts.ts'
import type { RoomPast } from './room-past.ts'
import type { RoomDoors } from './doors/room-doors.ts'
import type { RoomPolicy } from './doors/room-policy.ts'
import type { RoomModeration } from './moderation/room-moderation.ts'
import type { RoomServices } from './room-services.ts'
import type { Roster } from './roster/roster.ts'
import type { GoneSeats, TakingCode } from './seats/gone-seats.ts'
import type { JoinRequest } from './seats/admission-options.ts'
import type { JoinReply } from './seats/join-reply.ts'
import type { SeatActions } from './seats/seat-actions.ts'
import type { Seat } from './seats/seat.ts'

/** One room: who has a seat in it, and what they are told. */
export class Room {
  readonly name: string
  readonly #store: RoomStore
  readonly #gone: GoneSeats
  readonly #parts: RoomParts
  readonly #life: RoomLife
  readonly #end: RoomEnd

  constructor(name: string, services: RoomServices, past: RoomPast) {
    const stored = past.room ?? NEW_ROOM
    this.name = name
    this.#store = services.store
    this.#gone = services.gone
    this.#parts = assembleRoom({
      name,
      services,
      stored,
      policy: past.policy,
      mediaLost: (participantIds) => this.#mediaLost(participantIds),
      seats: {
        expire: (seat) => this.leave(seat),
        remove: (seat, code, next) => this.#remove(seat, code, next),
      },
      end: () => this.#end.endForAll(),
      lobbyEmptied: () => this.#end.closeIfEmpty(),
    })
    this.#life = new RoomLife(this.#parts.events)
    const { store, gone } = services
    this.#end = new RoomEnd({ name, store, gone, life: this.#life, parts: this.#parts })
    this.#parts.events.on('participantJoined', () => this.#life.occupied())
    this.#restore(stored)
    if (past.isQuiet !== true) this.#life.tellOpened(stored.seats.length)
  }

  /** The list of people, for those who look at it. */
  get roster(): Pick<Roster, 'look' | 'find'> {
    return this.#parts.roster
  }

  /** What owners do with their seats. */
  get actions(): SeatActions {
    return this.#parts.actions
  }

  /** Who may enter, and what holds. */
  get policy(): RoomPolicy {
    return this.#parts.policy
  }

  /** The way in, and those who wait there. */
  get doors(): RoomDoors {
    return this.#parts.doors
  }

  /** What hosts do to others. */
  get moderation(): RoomModeration {
    return this.#parts.moderation
  }

  /** What was written in it. */
  get chat(): Pick<RoomChat, 'exported'> {
    return this.#parts.chat
  }

  /** True once the room has ended; a room of the same name is another one. */
  get closed(): boolean {
    return this.#end.isOver
  }

  /** Seats taken, those that wait for their owner included. */
  get size(): number {
    return this.#parts.seats.size
  }

  /** How much is kept of who attends to whom; for each seat no more than it shows, receives and looks at. */
  get remembered(): number {
    return this.#parts.roster.remembered
  }

  /** Everybody who is shown to others, oldest seat first. */
  get participants(): Participant[] {
    return this.#parts.seats.participants
  }

  /** Canonical address from which somebody is connected; undefined while they are away, or not there. */
  addressOf(participantId: string): string | undefined {
    return this.#parts.seats.findAnnounced(participantId)?.connection?.usage.address
  }

  /**
   * What a stranger may learn: how many are shown to others, and the names of the first.
   *
   * @param mostNames - most names to tell, 0 or more
   */
  preview(mostNames: number): { count: number; names: string[] } {
    return this.#parts.seats.preview(mostNames)
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
    return await this.visit(async () => {
      const joined = await this.#parts.admission.join(connection, request)
      // Whoever came anew has nothing to come back for; a seat that was taken back waits on.
      const pageClosed = !joined.reply.resumed
      if (!connection.open) this.connectionLost(joined.seat, connection, { pageClosed })
      return joined
    })
  }

  /** Keeps the room while something is done that may put somebody into it. */
  async visit<T>(work: () => Promise<T>): Promise<T> {
    this.#life.tellOpened(0)
    return await this.hold(work)
  }

  /** Keeps the room open while something is done in it; afterwards it ends if nobody is inside. */
  async hold<T>(work: () => Promise<T>): Promise<T> {
    // The room may have been opened for somebody who was refused, or for a program.
    return await this.#life.hold(work).finally(() => this.#end.closeIfEmpty())
  }

  /**
   * Gives a seat up at once.
   *
   * @param code - what whoever is on the way to it is told
   */
  leave(seat: Seat, code?: ErrorCode): void {
    if (!this.#parts.seats.remove(seat)) return
    const { announced } = seat
    this.#parts.grace.end(seat)
    seat.giveUp(code)
    this.#parts.chat.forget(seat)
    void this.#store.removeSeat(this.name, seat.id)
    if (announced) {
      this.#parts.roster.left(seat.id)
      this.#parts.events.emit('participantLeft', { participantId: seat.id })
      this.#parts.moderation.seatLeft(seat)
    }
    this.#end.closeIfEmpty()
  }

  /**
   * The connection of a seat is gone; the seat waits for its owner.
   *
   * @param how - `pageClosed` when the page went away, so that its media is gone too and only a
   *   reload can bring the owner back
   */
  connectionLost(seat: Seat, connection: ParticipantConnection, how: { pageClosed: boolean }): void {
    this.#parts.grace.connectionLost(seat, connection, how)
  }

  /** Saves more, or less, of what people receive, and tells those whom it concerns. */
  setLoad(levels: LoadLevels): void {
    this.#parts.load.set(levels)
  }

  /** Nobody new comes any more: once nobody is inside who could let others in, those who wait knock at the next server. */
  endLobby(): void {
    this.#end.endLobby()
  }

  /** Ends the room for everybody in it. Seats that are taken stay stored. */
  close(): void {
    this.#end.stop()
  }

  /** Takes a seat from its owner, who is told now or comes back too late. */
  #remove(seat: Seat, code: TakingCode, next?: NextRoom): void {
    this.#gone.add(this.name, seat.id, { code, next })
    seat.connection?.endSession(code, next)
    this.leave(seat, code)
  }

  #restore({ seats }: StoredRoom): void {
    for (const stored of seats) {
      this.#life.occupied()
      this.#parts.grace.restored(this.#parts.seats.restore(stored))
      this.#parts.roster.restored(stored.id)
    }
  }

  #mediaLost(participantIds: readonly string[]): void {
    if (this.closed) return
    this.#parts.events.emit('mediaLost', { participantIds })
    for (const id of participantIds) {
      const seat = this.#parts.seats.findAnnounced(id)
      if (seat) this.#parts.grace.endMedia(seat, 'media_unavailable')
    }
  }
}
