import { ProtocolError } from '../../protocol/index.ts'
import { NO_LOAD, type LoadLevels } from '../load/load-levels.ts'
import type { AbsentRooms } from './absent-rooms.ts'
import type { Usage } from './ports/usage.ts'
import type { RoomPast } from './room-past.ts'
import type { RoomServices } from './room-services.ts'
import { Room } from './room.ts'

/** What rooms are opened with. */
export interface OpenRoomsOptions {
  services: RoomServices
  absent: AbsentRooms
  /** Most rooms at a time. */
  maxRooms: number
}

/** The rooms that are open, and those that are being loaded from the store: each name once. */
export class OpenRooms {
  readonly #options: OpenRoomsOptions
  readonly #rooms = new Map<string, Room>()
  /** Rooms that are being loaded from the store. */
  readonly #opening = new Map<string, Promise<Room>>()
  /** Give rooms back to the addresses that opened them. */
  readonly #releases = new WeakMap<Room, () => void>()
  #draining = false
  #closed = false
  #drained: () => void = () => undefined
  #load: LoadLevels = NO_LOAD

  constructor(options: OpenRoomsOptions) {
    this.#options = options
    options.services.events.on('roomClosed', ({ room }) => this.forgetEnded(room))
  }

  /** Opens the rooms in which somebody had a seat when the server stopped. */
  async restore(): Promise<void> {
    for (const name of await this.#options.services.store.occupiedRooms()) await this.#open(name)
  }

  get count(): number {
    return this.#rooms.size
  }

  /** All of them as they are now; they may end while they are walked. */
  get all(): Room[] {
    return [...this.#rooms.values()]
  }

  /** Names of all, in no order. */
  get names(): string[] {
    return [...this.#rooms.keys()]
  }

  /** The room of this canonical name, if it is open. */
  find(name: string): Room | undefined {
    return this.#rooms.get(name)
  }

  /**
   * Does something with a room that is open, or with one that is not there. Which it is is known in the turn in which
   * the work begins, so that no room opens in between.
   *
   * @throws what opening a room throws that is under way, and what the work throws
   */
  async inOrWithout<T>(
    name: string,
    { present, absent }: { present: (room: Room) => Promise<T>; absent: () => Promise<T> },
  ): Promise<T> {
    for (let opening = this.#opening.get(name); opening; opening = this.#opening.get(name)) await opening
    const room = this.#rooms.get(name)
    return await (room && !room.closed ? present(room) : absent())
  }

  /**
   * The room, which comes into being if need be. What is begun at once with it keeps it.
   *
   * @param usage - of whoever comes in; undefined for a program
   * @throws {ProtocolError} `server_draining`, `server_full` or `network_full` for a new room
   */
  async enter(name: string, usage?: Usage): Promise<Room> {
    let room = this.#rooms.get(name)
    // While it was loaded it may have ended again, with whoever had wanted it first.
    while (!room || room.closed) room = await (this.#opening.get(name) ?? this.#openNew(name, usage))
    return room
  }

  /** Lets a room go that has ended, of which others may never have been told. */
  forgetEnded(name: string): void {
    // A new room of the same name may have begun meanwhile.
    const room = this.#rooms.get(name)
    if (room?.closed) {
      this.#rooms.delete(name)
      this.#releases.get(room)?.()
    }
    if (this.#draining && this.#isEmpty) this.#drained()
  }

  /** Saves more, or less, in every room. */
  setLoad(levels: LoadLevels): void {
    this.#load = levels
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
    for (const room of this.all) room.endLobby()
    if (this.#isEmpty) drained()
  }

  close(): void {
    this.#draining = true
    this.#closed = true
    for (const room of this.all) room.close()
  }

  get #isEmpty(): boolean {
    return this.#rooms.size === 0 && this.#opening.size === 0
  }

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
      const { services, absent } = this.#options
      const claimed = absent.idle(name)
      if (claimed) await claimed
      const { store } = services
      const past = { room: await store.load(name), policy: await store.loadPolicy(name), ...how }
      // Of a meeting that a crash ended; of a room that is nobody's nobody reads it later.
      if (past.room && past.room.logNumber > 0 && past.room.seats.length === 0 && !past.policy?.owner)
        await store.removeLog(name)
      if (this.#closed) throw new ProtocolError('server_draining')
      const room = new Room(name, services, past)
      this.#releases.set(room, release)
      room.setLoad(this.#load)
      this.#rooms.set(name, room)
      return room
    } catch (error) {
      release()
      throw error
    }
  }
}
