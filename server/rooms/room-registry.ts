import pLimit from 'p-limit'
import { ProtocolError } from '../../protocol/index.ts'
import { NO_LOAD, type LoadLevels } from '../load/load-levels.ts'
import { CapacityPolicy } from './capacity-policy.ts'
import type { ParticipantConnection } from './ports/connection.ts'
import type { Usage } from './ports/usage.ts'
import type { RoomServices } from './room-services.ts'
import { Room, type RoomPast } from './room.ts'
import type { AdmissionQueue, JoinRequest } from './seats/admission.ts'
import type { JoinReply } from './seats/join-reply.ts'
import { ResumeTokens } from './seats/resume-tokens.ts'
import type { Seat } from './seats/seat.ts'
import { UplinkWatch } from './seats/uplink-watch.ts'

/** What all rooms of a server work with. */
export interface RoomRegistryOptions extends Omit<RoomServices, 'tokens' | 'policy' | 'queue' | 'uplinks'> {
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
    const { maxSeats, settings, store, events } = options
    this.#capacity = new CapacityPolicy({
      maxParticipants: settings.maxParticipants,
      maxSeats,
      occupancy: this,
    })
    this.#services = {
      ...options,
      tokens: new ResumeTokens(store.secret),
      policy: this.#capacity,
      queue: createQueue(),
      uplinks: new UplinkWatch(),
    }
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
    let room = this.#rooms.get(name)
    // While it was loaded it may have ended again, with whoever had wanted it first.
    while (!room || room.closed)
      room = await (this.#opening.get(name) ?? this.#openNew(name, connection.usage))
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
    if (this.#isEmpty) drained()
  }

  close(): void {
    this.#draining = true
    this.#closed = true
    for (const room of [...this.#rooms.values()]) room.close()
    this.#services.uplinks.close()
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
