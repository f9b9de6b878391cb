import pLimit from 'p-limit'
import { ProtocolError } from '../../protocol/index.ts'
import type { LoadLevels } from '../load/load-levels.ts'
import { AbsentRooms, type RoomPreview } from './absent-rooms.ts'
import { CapacityPolicy } from './capacity-policy.ts'
import { DoorServices } from './doors/door-services.ts'
import type { Claimant } from './doors/owner.ts'
import type { Knock, KnockConnection } from './doors/room-doors.ts'
import { OpenRooms } from './open-rooms.ts'
import type { ParticipantConnection } from './ports/connection.ts'
import type { RoomServices } from './room-services.ts'
import type { Room } from './room.ts'
import type { AdmissionQueue, JoinRequest } from './seats/admission-options.ts'
import type { JoinReply } from './seats/join-reply.ts'
import { GoneSeats } from './seats/gone-seats.ts'
import { ResumeTokens } from './seats/resume-tokens.ts'
import type { Seat } from './seats/seat.ts'
import { UplinkWatch } from './seats/uplink-watch.ts'

/** What all rooms of a server work with. */
export interface RoomRegistryOptions extends Omit<
  RoomServices,
  'tokens' | 'doors' | 'queue' | 'uplinks' | 'gone'
> {
  /** Most rooms at a time. */
  maxRooms: number
  /** Most seats in all rooms together. */
  maxSeats: number
}

// Joins that are carried out at the same time; the others wait in the order in which
// they came. Each needs some milliseconds of the only thread, and those who are
// inside already must not wait for a whole rush.
const CONCURRENT_JOINS = 4

/** All rooms of this server. A room exists as long as somebody has a seat in it. */
export class RoomRegistry {
  readonly #services: RoomServices
  readonly #capacity: CapacityPolicy
  readonly #absent: AbsentRooms
  readonly #rooms: OpenRooms

  constructor(options: RoomRegistryOptions) {
    const { maxRooms, maxSeats, settings, store, events, access } = options
    this.#capacity = new CapacityPolicy({
      maxParticipants: settings.maxParticipants,
      maxSeats,
      occupancy: this,
    })
    this.#services = {
      ...options,
      tokens: new ResumeTokens(store.secret),
      doors: new DoorServices({
        store,
        settings: settings.doors,
        access,
        capacity: this.#capacity,
      }),
      queue: createQueue(),
      uplinks: new UplinkWatch(),
      gone: new GoneSeats(),
    }
    this.#absent = new AbsentRooms({ store, events, doors: this.#services.doors })
    this.#rooms = new OpenRooms({ services: this.#services, absent: this.#absent, maxRooms })
  }

  /** Brings back the rooms in which somebody had a seat when the server stopped. */
  async restore(): Promise<void> {
    await this.#services.doors.usedPasses.restore()
    await this.#rooms.restore()
  }

  get roomCount(): number {
    return this.#rooms.count
  }

  get participantCount(): number {
    let count = 0
    for (const room of this.#rooms.all) count += room.size
    return count
  }

  /** How much all rooms keep of who attends to whom, see `Room.remembered`. */
  get rememberedCount(): number {
    let count = 0
    for (const room of this.#rooms.all) count += room.remembered
    return count
  }

  /** The room of this canonical name, if anybody is in it. */
  find(name: string): Room | undefined {
    return this.#rooms.find(name)
  }

  /**
   * Takes a seat in the room of this canonical name; the room comes into being if need be.
   *
   * @throws {ProtocolError} `rate_limited`; `server_draining`, `server_full` or `network_full` for
   *   a new room, and what `Room.join` refuses
   */
  async join(
    name: string,
    connection: ParticipantConnection,
    request: JoinRequest,
  ): Promise<{ room: Room; seat: Seat; reply: JoinReply }> {
    if (!connection.usage.takeJoin()) throw new ProtocolError('rate_limited')
    const room = await this.#rooms.enter(name, connection.usage)
    return { room, ...(await room.join(connection, request)) }
  }

  /** Names of all open rooms, in no order. */
  get names(): string[] {
    return this.#rooms.names
  }

  /**
   * Does something in a room for a program, whether anybody is in it or not. Nobody hears of a room that is opened
   * for that alone.
   *
   * @param name - canonical
   * @throws {ProtocolError} `server_draining` or `server_full` where the room would have to be opened, and what `work` throws
   */
  async use<T>(name: string, work: (room: Room) => Promise<T>): Promise<T> {
    const room = await this.#rooms.enter(name)
    try {
      return await room.hold(async () => await work(room))
    } finally {
      this.#rooms.forgetEnded(name)
    }
  }

  /**
   * Waits to be let into the room of this canonical name; the room comes into being if need be.
   *
   * @throws {ProtocolError} as `join`, and what `RoomDoors.knock` refuses
   */
  async knock(
    name: string,
    connection: KnockConnection,
    knock: Knock,
  ): Promise<{ room: Room; id: string; canBeAdmitted: boolean }> {
    if (!connection.usage.takeJoin()) throw new ProtocolError('rate_limited')
    const room = await this.#rooms.enter(name, connection.usage)
    return { room, ...(await room.visit(() => room.doors.knock(connection, knock))) }
  }

  /**
   * Makes the room of this canonical name somebody's.
   *
   * @param own - the seat of whoever asks in that room, if they have one
   * @returns the owner token
   * @throws {ProtocolError} `rate_limited`, and what `RoomDoors.claim` refuses
   */
  async claim(name: string, claimant: Claimant, own?: Seat): Promise<string> {
    if (!this.#services.doors.takeClaim(claimant.connection.usage.address))
      throw new ProtocolError('rate_limited')
    return await this.#rooms.inOrWithout(name, {
      present: (room) => room.visit(() => room.doors.claim(claimant, own)),
      absent: () => this.#absent.claim(name, claimant),
    })
  }

  /**
   * What a stranger may learn of a room: of one that is not open to everybody no more than of one that is not there.
   *
   * @param mostNames - most names to tell, 0 or more
   */
  async preview(name: string, mostNames: number): Promise<RoomPreview> {
    const room = this.#rooms.find(name)
    // Looked up in any case, so that the time tells nothing either.
    if (!room?.doors.isOpenToAll) {
      const absent = await this.#absent.preview(name)
      return room ? { count: 0, names: [] } : absent
    }
    const { owner } = room.policy
    return { ...room.preview(mostNames), ...(owner ? { owner: owner.name } : {}) }
  }

  /** Saves more, or less, in every room. */
  setLoad(levels: LoadLevels): void {
    this.#capacity.setLoad(levels)
    this.#rooms.setLoad(levels)
  }

  /**
   * Refuses new rooms from now on; those that run go on.
   *
   * @param drained - called when no room is left, at once when there is none
   */
  drain(drained: () => void): void {
    this.#rooms.drain(drained)
  }

  close(): void {
    this.#rooms.close()
    this.#services.uplinks.close()
  }
}

function createQueue(): AdmissionQueue {
  const limit = pLimit(CONCURRENT_JOINS)
  return { run: async (admission) => await limit(admission) }
}
