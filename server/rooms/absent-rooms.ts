import { DoorJudge, type DoorSeats } from './doors/door-judge.ts'
import type { DoorServices } from './doors/door-services.ts'
import { Invitations } from './doors/invitations.ts'
import { Owner, type Claimant } from './doors/owner.ts'
import { PolicyDesk } from './doors/policy-desk.ts'
import { RoomPolicy } from './doors/room-policy.ts'
import { VisitorReader } from './doors/visitor-reader.ts'
import { EventsOfRoom, type RoomEvents } from './ports/events.ts'
import type { LogStore } from './ports/log-store.ts'
import type { PolicyStore } from './ports/policy-store.ts'

/** What is done with rooms in which nobody is. */
export interface AbsentRoomsOptions {
  store: PolicyStore & LogStore
  events: RoomEvents
  doors: DoorServices
}

/** What a stranger may learn of a room. */
export interface RoomPreview {
  count: number
  names: string[]
  /** Whose room it is; absent when it is nobody's. */
  owner?: string
}

const NOBODY: DoorSeats = { size: 0, announced: () => [], find: () => undefined }

/** Rooms in which nobody is: all that there is of them is their policy. */
export class AbsentRooms {
  readonly #options: AbsentRoomsOptions
  readonly #desk = new PolicyDesk()

  constructor(options: AbsentRoomsOptions) {
    this.#options = options
  }

  /** Fulfilled when nothing is under way that changes the policy of a room; undefined when that is so now. */
  idle(room: string): Promise<unknown> | undefined {
    return this.#desk.idle(room)
  }

  /**
   * Works on the policy of a room that is not there; a room that opens meanwhile waits for it.
   *
   * @throws {Error} when what is stored cannot be read
   */
  async withPolicy<T>(room: string, work: (policy: RoomPolicy) => Promise<T>): Promise<T> {
    return await this.#desk.run(room, async () => await work(await this.#load(room)))
  }

  /**
   * Makes a room that is nobody's somebody's.
   *
   * @returns the owner token
   * @throws {ProtocolError} what `Owner.claim` refuses
   */
  async claim(room: string, claimant: Claimant): Promise<string> {
    const services = this.#options.doors
    const { token } = await this.withPolicy(room, (policy) =>
      new Owner({ room, policy, services }).claim(claimant),
    )
    return token
  }

  /** Of a room that is not there; one that strangers may not enter is like one that nobody ever made. */
  async preview(room: string): Promise<RoomPreview> {
    const nothing = { count: 0, names: [] }
    try {
      const policy = await this.#load(room)
      return policy.owner && this.#judge(room, policy).isOpenToAll
        ? { ...nothing, owner: policy.owner.name }
        : nothing
    } catch {
      // Whoever joins is told.
      return nothing
    }
  }

  async #load(room: string): Promise<RoomPolicy> {
    const { store, events } = this.#options
    const stored = await store.loadPolicy(room)
    return new RoomPolicy({ room, store, stored, events: new EventsOfRoom(room, events) })
  }

  #judge(room: string, policy: RoomPolicy): DoorJudge {
    const { doors: services, events } = this.#options
    const { tokens, usedPasses: used } = services
    const invitations = new Invitations({ room, policy, tokens, events: new EventsOfRoom(room, events) })
    const common = { room, policy, tokens, seats: NOBODY, invitations }
    // Nobody is let in here: the room itself decides, once there is one.
    const reader = new VisitorReader({ ...common, since: 0, used, giveUp: () => undefined })
    return new DoorJudge({ room, policy, services, seats: NOBODY, reader })
  }
}
