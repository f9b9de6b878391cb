import pLimit from 'p-limit'
import { ProtocolError } from '../../protocol/index.ts'
import { NO_LOAD, type LoadLevels } from '../load/load-levels.ts'
import { AbsentRooms, type RoomPreview } from './absent-rooms.ts'
import { CapacityPolicy } from './capacity-policy.ts'
import { DoorServices } from './doors/door-services.ts'
import type { Claimant } from './doors/owner.ts'
import type { Knock, KnockConnection } from './doors/room-doors.ts'
import type { ParticipantConnection } from './ports/connection.ts'
import type { Usage } from './ports/usage.ts'
import type { RoomServices } from './room-services.ts'
import { Room, type RoomPast } from './room.ts'
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
  readonly #options: RoomRegistryOptions
  readonly #services: RoomServices
  readonly #capacity: CapacityPolicy
  readonly #absent: AbsentRooms
  readonly #rooms = new Map<string, Room>()
  /** Rooms that are being loaded from the store. */
  readonly #opening = new Map<string, Promise<Room>>()
  /** Give rooms back to the addresses that opened them. */
  readonly #releases = new WeakMap<Room, () => void>()
  #draining = false
  #closed = false
  #drained: () => void = () => undefined
  #load: LoadLevels = NO_LOAD

  constructor(options: RoomRegistryOptions) {
    this.#options = options
    const { maxSeats, settings, store, events, access } = options
    this.#capacity = new CapacityPolicy({
      maxParticipants: settings.maxParticipants,
      maxSeats,
      occupancy: this,
    })
    this.#services = {
      ...options,
      tokens: new ResumeTokens(store.secret),
      doors: new DoorServices({
        secret: store.secret,
        settings: settings.doors,
        access,
        capacity: this.#capacity,
      }),
      queue: createQueue(),
      uplinks: new UplinkWatch(),
      gone: new GoneSeats(),
    }
    this.#absent = new AbsentRooms({ store, events, doors: this.#services.doors })
    events.on('roomClosed', ({ room }) => this.#roomClosed(room))
  }

  /** Brings back the rooms in which somebody had a seat when the server stopped. */
  async restore(): Promise<void> {
    for (const name of await this.#options.store.occupiedRooms()) await this.#open(name)
  }

  get roomCount(): number {
    return this.#rooms.size
  }

  get participantCount(): number {
    let count = 0
    for (const room of this.#rooms.values()) count += room.size
    return count
  }

  /** How much all rooms keep of who attends to whom, see `Room.remembered`. */
  get rememberedCount(): number {
    let count = 0
    for (const room of this.#rooms.values()) count += room.remembered
    return count
  }

  /** The room of this canonical name, if anybody is in it. */
  find(name: string): Room | undefined {
    return this.#rooms.get(name)
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
    const room = await this.#enter(name, connection.usage)
    return { room, ...(await room.join(connection, request)) }
  }

  /** Names of all open rooms, in no order. */
  get names(): string[] {
    return [...this.#rooms.keys()]
  }

  /**
   * Does something in a room for a program, whether anybody is in it or not. Nobody hears of a room that is opened
   * for that alone.
   *
   * @param name - canonical
   * @throws {ProtocolError} `server_draining` or `server_full` where the room would have to be opened, and what `work` throws
   */
  async use<T>(name: string, work: (room: Room) => Promise<T>): Promise<T> {
    let room = this.#rooms.get(name)
    while (!room || room.closed) room = await (this.#opening.get(name) ?? this.#openNew(name))
    const used = room
    try {
      return await used.hold(async () => await work(used))
    } finally {
      this.#roomClosed(name)
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
    const room = await this.#enter(name, connection.usage)
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
    await this.#opening.get(name)
    const room = this.#rooms.get(name)
    if (!room || room.closed) return await this.#absent.claim(name, claimant)
    return await room.visit(() => room.doors.claim(claimant, own))
  }

  /**
   * What a stranger may learn of a room: of one that is not open to everybody no more than of one that is not there.
   *
   * @param mostNames - most names to tell, 0 or more
   */
  async preview(name: string, mostNames: number): Promise<RoomPreview> {
    const room = this.#rooms.get(name)
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
    this.#load = levels
    this.#capacity.setLoad(levels)
    for (const room of this.#rooms.values()) room.setLoad(levels)
  }

  /**
   * Refuses new rooms from now on; those that run go on.
   *
   * @param drained - called when no room is left, at once when there is none
   */
  drain(drained: () => void): void {
    this.#draining = true
    this.#drained = drained
    for (const room of [...this.#rooms.values()]) room.endLobby()
    if (this.#isEmpty) drained()
  }

  close(): void {
    this.#draining = true
    this.#closed = true
    for (const room of [...this.#rooms.values()]) room.close()
    this.#services.uplinks.close()
  }

  /** The room, which comes into being if need be. What is begun at once with it keeps it. */
  async #enter(name: string, usage: Usage): Promise<Room> {
    let room = this.#rooms.get(name)
    // While it was loaded it may have ended again, with whoever had wanted it first.
    while (!room || room.closed) room = await (this.#opening.get(name) ?? this.#openNew(name, usage))
    return room
  }

  get #isEmpty(): boolean {
    return this.#rooms.size === 0 && this.#opening.size === 0
  }

  /** @param usage - of whoever comes in; undefined for a program */
  #openNew(name: string, usage?: Usage): Promise<Room> {
    if (this.#draining) throw new ProtocolError('server_draining')
    if (this.#rooms.size + this.#opening.size >= this.#options.maxRooms)
      throw new ProtocolError('server_full')
    if (!usage) return this.#open(name, undefined, { isQuiet: true })
    const release = usage.hold('rooms')
    if (!release) throw new ProtocolError('network_full')
    return this.#open(name, release)
  }

  /** @param release - called once when the room has ended, or could not be opened */
  #open(
    name: string,
    release: () => void = () => undefined,
    how: Pick<RoomPast, 'isQuiet'> = {},
  ): Promise<Room> {
    const opening = this.#create(name, release, how).finally(() => {
      this.#opening.delete(name)
      // It could not be loaded, and was the last thing that kept the server waiting.
      if (this.#draining && this.#isEmpty) this.#drained()
    })
    this.#opening.set(name, opening)
    return opening
  }

  async #create(name: string, release: () => void, how: Pick<RoomPast, 'isQuiet'>): Promise<Room> {
    try {
      const { store } = this.#options
      const claimed = this.#absent.idle(name)
      if (claimed) await claimed
      const past = { room: await store.load(name), policy: await store.loadPolicy(name), ...how }
      if (this.#closed) throw new ProtocolError('server_draining')
      const room = new Room(name, this.#services, past)
      this.#releases.set(room, release)
      room.setLoad(this.#load)
      this.#rooms.set(name, room)
      return room
    } catch (error) {
      release()
      throw error
    }
  }

  #roomClosed(name: string): void {
    // A new room of the same name may have begun meanwhile.
    const room = this.#rooms.get(name)
    if (room?.closed) {
      this.#rooms.delete(name)
      this.#releases.get(room)?.()
    }
    if (this.#draining && this.#isEmpty) this.#drained()
  }
}

function createQueue(): AdmissionQueue {
  const limit = pLimit(CONCURRENT_JOINS)
  return { run: async (admission) => await limit(admission) }
}
