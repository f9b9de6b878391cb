import { ProtocolError, type ErrorCode, type Participant, type Role } from '../../../protocol/index.ts'
import type { StoredSeat } from '../ports/store.ts'
import { NameMarks } from './name-marks.ts'
import type { SeatClaim } from './resume-tokens.ts'
import { Seat } from './seat.ts'

/** The seats of one room. */
export class SeatTable {
  readonly #seats = new Map<string, Seat>()
  readonly #names = new NameMarks()
  #nextSubchannel: number

  /** @param nextSubchannel - number of the next seat */
  constructor(nextSubchannel: number) {
    this.#nextSubchannel = nextSubchannel
  }

  get size(): number {
    return this.#seats.size
  }

  get all(): Iterable<Seat> {
    return this.#seats.values()
  }

  /** Seats that are shown to others, the oldest first. */
  *announced(): Generator<Seat> {
    for (const seat of this.#seats.values()) if (seat.announced) yield seat
  }

  /** Ids of those who are shown to others, the oldest first. */
  *announcedIds(): Generator<string> {
    for (const { id } of this.announced()) yield id
  }

  /** Everybody who is shown to others, oldest seat first. */
  get participants(): Participant[] {
    return Array.from(this.announced(), (seat) => seat.snapshot())
  }

  /**
   * What a stranger may learn: how many are shown to others, and the names of the first.
   *
   * @param mostNames - most names to tell, 0 or more
   */
  preview(mostNames: number): { count: number; names: string[] } {
    const names: string[] = []
    let count = 0
    // Strangers may ask often: no generator and no snapshot, which cost many times as much.
    for (const seat of this.#seats.values()) {
      if (!seat.announced) continue
      if (names.length < mostNames) names.push(seat.name)
      count += 1
    }
    return { count, names }
  }

  /**
   * Takes a new seat, which is not shown to anybody yet. Its name is marked if others have one like it.
   *
   * @param role - what its owner is in the room
   * @param release - called once when the seat is given up
   * @throws {ProtocolError} `room_full` when the room has used up its numbers
   */
  reserve(displayName: string, role: Role, release?: () => void): Seat {
    const subchannel = this.#nextSubchannel
    // Numbers are 16 bits wide and never used twice, so a room's life has an end.
    if (subchannel > 0xffff) throw new ProtocolError('room_full')
    this.#nextSubchannel += 1
    const seat = new Seat({ subchannel, role, name: displayName }, release)
    seat.rename(this.#names.give(seat.id, displayName))
    this.#seats.set(seat.id, seat)
    return seat
  }

  /** Brings a seat back from before a restart. */
  restore(stored: StoredSeat): Seat {
    const seat = new Seat(stored)
    seat.rename(this.#names.restore(seat.id, stored.name))
    this.#seats.set(seat.id, seat)
    return seat
  }

  /** Gives a seat another name, marked if others have one like it. */
  rename(seat: Seat, displayName: string): void {
    // A seat that is gone holds no name.
    if (this.#seats.get(seat.id) === seat) seat.rename(this.#names.give(seat.id, displayName))
  }

  find(participantId: string): Seat | undefined {
    return this.#seats.get(participantId)
  }

  /** The seat, if it is shown to others. */
  findAnnounced(participantId: string): Seat | undefined {
    const seat = this.#seats.get(participantId)
    return seat?.announced ? seat : undefined
  }

  /** The seat that a resume token opens. */
  findClaimed({ seatId, generation }: SeatClaim): Seat | undefined {
    const seat = this.findAnnounced(seatId)
    return seat?.accepts(generation) ? seat : undefined
  }

  /** @returns whether the seat was there */
  remove(seat: Seat): boolean {
    this.#names.release(seat.id)
    return this.#seats.delete(seat.id)
  }

  /** @param code - what whoever is on the way to a seat is told */
  clear(code?: ErrorCode): void {
    for (const seat of this.#seats.values()) {
      seat.giveUp(code)
      this.#names.release(seat.id)
    }
    this.#seats.clear()
  }
}
