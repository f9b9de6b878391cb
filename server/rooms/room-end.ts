import type { RoomStore } from './ports/store.ts'
import type { RoomEndReason, RoomLife } from './room-life.ts'
import type { RoomParts } from './room-parts.ts'
import type { GoneSeats } from './seats/gone-seats.ts'

/** What ends, and where that is kept. */
export interface RoomEndOptions {
  name: string
  store: Pick<RoomStore, 'removeSeat' | 'emptied'>
  gone: GoneSeats
  life: RoomLife
  parts: Pick<
    RoomParts,
    'grace' | 'doors' | 'seats' | 'roster' | 'activity' | 'forwarding' | 'media' | 'policy'
  >
}

/** How a room ends: with the last who is in it or waits at its door, for all at once, or with the server. */
export class RoomEnd {
  readonly #options: RoomEndOptions
  #isOver = false
  #endsLobby = false

  constructor(options: RoomEndOptions) {
    this.#options = options
  }

  /** True once the room has ended. */
  get isOver(): boolean {
    return this.#isOver
  }

  /** Ends the room if nobody is inside and nothing is being done in it. Whoever waits at the door keeps it. */
  closeIfEmpty(): void {
    const { name, store, life, parts } = this.#options
    if (parts.seats.size > 0 || life.isHeld || this.#isOver) return
    this.#freeLobby()
    // Who is free to come in may have been the last who waited.
    if (this.#isOver || (!parts.doors.lobby.isEmpty && !this.#endsLobby)) return
    this.#end('empty')
    // Whoever was refused leaves no trace: the chat of an earlier meeting is erased when it was to be.
    if (life.wasOccupied) void store.emptied(name)
  }

  /** The server ends with the last meeting: nobody waits for one who could let them in, but knocks at the next server. */
  endLobby(): void {
    this.#endsLobby = true
    this.closeIfEmpty()
  }

  /** Everybody is told, nobody has a seat any more, and the chat is erased when it was to be. */
  endForAll(): void {
    if (this.#isOver) return
    const { name, store, gone, parts } = this.#options
    for (const seat of parts.seats.all) {
      gone.add(name, seat.id, { code: 'room_ended' })
      seat.connection?.endSession('room_ended')
      void store.removeSeat(name, seat.id)
    }
    this.#end('ended')
    void store.emptied(name)
  }

  /** Ends the room for everybody in it. Seats that are taken stay stored. */
  stop(): void {
    this.#end('stopped')
  }

  /** Rules of a room that is nobody's end with its meeting, also for those who still wait at its door. */
  #freeLobby(): void {
    const { life, parts } = this.#options
    const { policy, doors } = parts
    if (!life.wasOccupied || policy.owner || policy.isBlank || doors.lobby.isEmpty) return
    void policy.forget()
    doors.lobby.reconsider()
  }

  #end(reason: RoomEndReason): void {
    if (this.#isOver) return
    this.#isOver = true
    const { life, parts } = this.#options
    parts.grace.close()
    parts.doors.lobby.close({ hasEnded: reason !== 'stopped' && !this.#endsLobby })
    // Seats first: whoever is given up is told to the other parts.
    parts.seats.clear(reason === 'ended' ? 'room_ended' : undefined)
    parts.roster.close()
    parts.activity.close()
    parts.forwarding.close()
    parts.media.close()
    life.tellClosed(reason)
    // Last, because the end itself stands in the log that goes with a room that is nobody's.
    if (life.wasOccupied && reason !== 'stopped') void parts.policy.meetingEnded()
    parts.policy.close()
  }
}
