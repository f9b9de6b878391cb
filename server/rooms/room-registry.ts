import pLimit from 'p-limit'
import { ProtocolError, type NotificationParams } from '../../protocol/index.ts'
import type { Logger } from '../observability/logger.ts'
import type { MediaPort } from './ports/media.ts'
import type { RoomSettings } from './room-settings.ts'
import { isSaturated, NO_LOAD, type LoadLevels } from '../load/load-levels.ts'
import type { RoomStore } from './ports/store.ts'
import { Room } from './room.ts'
import { ResumeTokens } from './seats/resume-tokens.ts'

/** What all rooms of a server work with. */
export interface RoomRegistryOptions {
  mediaPort: MediaPort
  settings: RoomSettings
  /** Most rooms at a time. */
  maxRooms: number
  logger: Logger
  /** Sends a change to everybody who is connected to a room. */
  broadcast: (room: string, change: NotificationParams<'room:changed'>) => void
  /** Most seats in all rooms together. */
  maxSeats: number
  store: RoomStore
}

// Joins that are carried out at the same time; the others wait in the order in which
// they came. Each needs some milliseconds of the only thread, and those who are
// inside already must not wait for a whole rush.
const CONCURRENT_JOINS = 4

/** All rooms of this server. A room exists as long as somebody has a seat in it. */
export class RoomRegistry {
  readonly #options: RoomRegistryOptions
  readonly #rooms = new Map<string, Room>()
  readonly #admissions = pLimit(CONCURRENT_JOINS)
  readonly #tokens: ResumeTokens
  #draining = false
  #drained: () => void = () => undefined
  #load: LoadLevels = NO_LOAD

  constructor(options: RoomRegistryOptions) {
    this.#options = options
    this.#tokens = new ResumeTokens(options.store.secret)
  }

  /** Brings back the rooms in which somebody had a seat when the server stopped. */
  restore(): void {
    for (const name of this.#options.store.occupiedRooms()) this.#create(name)
  }

  get roomCount(): number {
    return this.#rooms.size
  }

  get participantCount(): number {
    let count = 0
    for (const room of this.#rooms.values()) count += room.size
    return count
  }

  /** The room of this canonical name, if anybody is in it. */
  find(name: string): Room | undefined {
    return this.#rooms.get(name)
  }

  /**
   * The room of this canonical name; it comes into being if need be.
   *
   * @throws {ProtocolError} `server_draining` or `server_full` for a new room
   */
  open(name: string): Room {
    const existing = this.#rooms.get(name)
    if (existing) return existing
    if (this.#draining) throw new ProtocolError('server_draining')
    if (this.#rooms.size >= this.#options.maxRooms) throw new ProtocolError('server_full')
    return this.#create(name)
  }

  #create(name: string): Room {
    const logger = this.#options.logger.child({ room: name })
    const room = new Room({
      name,
      mediaPort: this.#options.mediaPort,
      settings: this.#options.settings,
      store: this.#options.store,
      tokens: this.#tokens,
      logger,
      broadcast: (change) => this.#options.broadcast(name, change),
      inTurn: async (admission) => await this.#admissions(admission),
      checkCapacity: () => this.#checkCapacity(),
      emptied: () => {
        // A new room of the same name may have begun meanwhile.
        if (this.#rooms.get(name) === room) this.#rooms.delete(name)
        logger.info('room closed')
        if (this.#draining && this.#rooms.size === 0) this.#drained()
      },
    })
    room.setLoad(this.#load)
    this.#rooms.set(name, room)
    logger.info('room opened')
    return room
  }

  /**
   * Checks that somebody new may come in. Whoever has a seat is let back in anyway.
   *
   * @throws {ProtocolError} `server_full`
   */
  #checkCapacity(): void {
    if (isSaturated(this.#load) || this.participantCount >= this.#options.maxSeats) {
      throw new ProtocolError('server_full')
    }
  }

  /** Saves more, or less, in every room. */
  setLoad(levels: LoadLevels): void {
    this.#load = levels
    for (const room of this.#rooms.values()) room.setLoad(levels)
  }

  /**
   * Refuses new rooms from now on; those that run go on.
   *
   * @param emptied - called when no room is left, at once when there is none
   */
  drain(emptied: () => void): void {
    this.#draining = true
    this.#drained = emptied
    if (this.#rooms.size === 0) emptied()
  }

  close(): void {
    this.#draining = true
    for (const room of [...this.#rooms.values()]) room.close()
  }
}
