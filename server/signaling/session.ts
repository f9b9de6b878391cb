import {
  ERRORS,
  ProtocolError,
  type ErrorCode,
  type NextRoom,
  type NotificationName,
  type NotificationParams,
} from '../../protocol/index.ts'
import type { Check } from '../checks/check.ts'
import type { ParticipantConnection } from '../rooms/ports/connection.ts'
import type { Grant } from '../rooms/ports/access.ts'
import type { Usage } from '../rooms/ports/usage.ts'
import type { Room } from '../rooms/room.ts'
import type { SeatMedia } from '../rooms/seats/seat-media.ts'
import type { Seat } from '../rooms/seats/seat.ts'

/** The seat that a connection holds. */
export interface Occupancy {
  room: Room
  seat: Seat
}

/** The place of a connection that waits to be let into a room. */
export interface DoorPlace {
  room: Room
  /** See `Lobby.enter`. */
  id: string
}

/** The wire below a session. */
export interface SessionLink {
  /** Who is charged for what comes over it. */
  readonly usage: Usage
  /** Who this is by an account of elsewhere; null for a guest. */
  readonly account: Grant | null
  send<N extends NotificationName>(name: N, params: NotificationParams<N>): void
  /** Receives what is sent to a whole room from now on. */
  follow(room: string): void
  unfollow(room: string): void
}

/** One signaling connection: at most one seat in one room. */
export class SignalingSession implements ParticipantConnection {
  readonly #link: SessionLink
  #occupancy: Occupancy | null = null
  #door: DoorPlace | null = null
  #check: Check | null = null
  #open = true

  constructor(link: SessionLink) {
    this.#link = link
  }

  get usage(): Usage {
    return this.#link.usage
  }

  get account(): Grant | null {
    return this.#link.account
  }

  get open(): boolean {
    return this.#open
  }

  /** The seat, or null before the join and after the leave. */
  get occupancy(): Occupancy | null {
    return this.#occupancy
  }

  notify<N extends NotificationName>(name: N, params: NotificationParams<N>): void {
    if (this.#open) this.#link.send(name, params)
  }

  occupy(occupancy: Occupancy): void {
    this.#occupancy = occupancy
    this.#check?.close()
    this.#link.follow(occupancy.room.name)
  }

  /** The check that was begun last, over or not; null before the first one. */
  get check(): Check | null {
    return this.#check
  }

  /** The check ends with the connection from now on. */
  beginCheck(check: Check): void {
    this.#check = check
  }

  /** The connection waits at this door from now on, and at no other one. */
  waitAtDoor(place: DoorPlace): void {
    const former = this.#door
    if (former && former.id !== place.id) this.leaveDoor()
    this.#door = place
    // It broke while the knock was under way.
    if (!this.#open) this.#loseDoor()
  }

  /** Waits no longer, wherever that was. */
  leaveDoor(): void {
    this.#door?.room.doors.lobby.leave(this.#door.id, this)
    this.#door = null
  }

  /** @throws {ProtocolError} `not_joined` */
  requireSeat(): Occupancy {
    if (!this.#occupancy) throw new ProtocolError('not_joined')
    return this.#occupancy
  }

  /** @throws {ProtocolError} `not_joined` without a seat or while its media is gone */
  requireMedia(): SeatMedia {
    const { media } = this.requireSeat().seat
    if (!media) throw new ProtocolError('not_joined')
    return media
  }

  /** Gives the seat back to the room. */
  vacate(): void {
    const occupancy = this.#occupancy
    this.#forget()
    occupancy?.room.leave(occupancy.seat)
  }

  endSession(code: ErrorCode, next?: NextRoom): void {
    this.#forget()
    this.notify('session:ended', { code, message: ERRORS[code], ...(next ? { next } : {}) })
  }

  /** The connection broke. */
  close({ pageClosed }: { pageClosed: boolean }): void {
    if (!this.#open) return
    this.#open = false
    this.#check?.close()
    this.#loseDoor()
    const occupancy = this.#occupancy
    this.#occupancy = null
    occupancy?.room.connectionLost(occupancy.seat, this, { pageClosed })
  }

  /** The place at the door is kept for a while. */
  #loseDoor(): void {
    this.#door?.room.doors.lobby.connectionLost(this.#door.id, this)
    this.#door = null
  }

  #forget(): void {
    if (this.#occupancy) this.#link.unfollow(this.#occupancy.room.name)
    this.#occupancy = null
  }
}
