import {
  type Ban,
  type Invitation,
  type RequestParams,
  type Role,
  type RuleChanges,
} from '../../../protocol/index.ts'
import { describeBan } from '../../rooms/doors/find-ban.ts'
import type { RoomStore } from '../../rooms/ports/store.ts'
import type { StoredPolicy } from '../../rooms/ports/policy-store.ts'
import type { RoomRegistry } from '../../rooms/room-registry.ts'
import type { Room } from '../../rooms/room.ts'
import { isForRoom, type StoredKey } from '../keys/api-key.ts'
import { Problem } from '../problems.ts'
import { requireRoomName } from '../room-names.ts'
import { listRooms, type RoomList } from './room-list.ts'
import { actorOf } from './program.ts'
import { closedView, isKept, viewOf, type RoomView } from './room-view.ts'

/** What a program acts on. */
export interface RoomOperatorOptions {
  rooms: Pick<RoomRegistry, 'find' | 'use' | 'names'>
  store: Pick<RoomStore, 'listPolicies' | 'loadPolicy'>
  /** Where the pages are, with a slash at the end: `https://meet.example/`; a path where that is not known. */
  base: string
}

type Key = Pick<StoredKey, 'id' | 'name' | 'rooms'>

/** A room that is to be. */
export interface RoomPlan {
  name: string
  owner: string
  rules?: RuleChanges | undefined
  password?: string | undefined
}

/** A link with its secret. */
export interface SecretLink {
  token: string
  link: string
}

/** What programs of the operator do to rooms, whether somebody is in them or not. */
export class RoomOperator {
  readonly #options: RoomOperatorOptions
  /** Names of rooms that are being made. */
  readonly #making = new Set<string>()

  constructor(options: RoomOperatorOptions) {
    this.#options = options
  }

  /** Rooms that a key is for, in the order of their names. */
  async list(key: Key, after: string, limit: number): Promise<RoomList> {
    return await listRooms(this.#options, { after, limit, isListed: (room) => isForRoom(key, room) })
  }

  /**
   * Makes a room that is somebody's.
   *
   * @throws {Problem} `room_exists` when something is kept of it already, `room_not_allowed`
   * @throws {ProtocolError} `invalid_room_name`, and what opening a room refuses
   */
  async make(plan: RoomPlan, key: Key): Promise<RoomView & { ownerLink: SecretLink }> {
    const name = requireRoomName(plan.name)
    if (!isForRoom(key, name)) throw new Problem('room_not_allowed')
    // Of two programs at once the second is refused, whatever the first still waits for.
    if (this.#making.has(name)) throw new Problem('room_exists')
    this.#making.add(name)
    try {
      return await this.#options.rooms.use(name, async (room) => await this.#makeIn(room, plan, key))
    } finally {
      this.#making.delete(name)
    }
  }

  /** @throws {Problem} `room_unknown` */
  async read(name: string): Promise<RoomView> {
    const open = this.#options.rooms.find(name)
    if (open && (open.size > 0 || isKept(open))) return viewOf(open)
    return closedView(name, await this.#policy(name))
  }

  /** @throws {Problem} `room_unknown` */
  async changeRules(name: string, changes: RuleChanges, key: Key): Promise<RoomView> {
    return await this.#inKnown(name, async (room) => {
      await room.policy.changeRules(changes, actorOf(key))
      return viewOf(room)
    })
  }

  /** @throws {Problem} `room_unknown` */
  async setPassword(name: string, password: string | null, key: Key): Promise<void> {
    await this.#inKnown(name, async ({ doors }) => await doors.setPassword(password, actorOf(key)))
  }

  /**
   * @param owner - undefined for the owner that it has, or else the name of the key
   * @throws {Problem} `room_unknown`
   */
  async makeOwnerLink(name: string, owner: string | undefined, key: Key): Promise<SecretLink> {
    return await this.#inKnown(name, async (room) => {
      const token = await room.doors.owner.give(owner ?? room.policy.owner?.name ?? key.name)
      return this.#link(name, 'owner', token)
    })
  }

  /** @throws {Problem} `room_unknown` */
  async removeOwner(name: string): Promise<void> {
    await this.#inKnown(name, async (room) => {
      if (room.policy.owner) await room.policy.setOwner(null)
    })
  }

  /** @throws {Problem} `room_unknown`, `room_in_use` */
  async forget(name: string): Promise<void> {
    await this.#inKnown(name, async (room) => {
      if (room.size > 0) throw new Problem('room_in_use')
      await room.policy.forget()
    })
  }

  /** @throws {Problem} `room_unknown` */
  async bans(name: string): Promise<Ban[]> {
    const { bans } = await this.#policy(name)
    return bans.map(describeBan)
  }

  /** @throws {Problem} `room_unknown`; `not_found` */
  async liftBan(name: string, id: string, key: Key): Promise<void> {
    await this.#inKnown(name, async ({ moderation }) => await moderation.removals.lift(actorOf(key), id))
  }

  /** @throws {Problem} `room_unknown` */
  async invitations(name: string): Promise<Invitation[]> {
    const now = Date.now()
    const { invitations } = await this.#policy(name)
    return invitations.filter(
      ({ usesLeft, expiresAt }) => usesLeft !== 0 && (expiresAt === null || expiresAt > now),
    )
  }

  /** @throws {Problem} `room_unknown` */
  async invite(
    name: string,
    plan: RequestParams<'invitation:create'>,
    key: Key,
  ): Promise<SecretLink & { invitation: Invitation }> {
    return await this.#inKnown(name, async ({ doors }) => {
      const { invitation, secret } = await doors.invitations.create(plan, actorOf(key))
      return { invitation, ...this.#link(name, 'invite', secret) }
    })
  }

  /**
   * The way into a room for one person: an invitation where something is kept of the room and the key may make one,
   * else its plain address. Nobody becomes host by being moved.
   */
  async wayInto(
    name: string,
    role: Role,
    key: Key & Pick<StoredKey, 'scopes'>,
  ): Promise<{ invitation?: string; link: string }> {
    if (!key.scopes.includes('rooms:write')) return { link: this.#page(name) }
    const plan = {
      role: role === 'viewer' ? role : ('speaker' as const),
      note: 'moved',
      uses: 1,
      minutes: 10,
    }
    try {
      const { token, link } = await this.invite(name, plan, key)
      return { invitation: token, link }
    } catch (error) {
      if (error instanceof Problem && error.code === 'room_unknown') return { link: this.#page(name) }
      throw error
    }
  }

  /** @throws {Problem} `room_unknown`; `not_found` */
  async revokeInvitation(name: string, id: string, key: Key): Promise<void> {
    await this.#inKnown(name, async ({ doors }) => await doors.invitations.revoke(id, actorOf(key)))
  }

  async #makeIn(room: Room, plan: RoomPlan, key: Key): Promise<RoomView & { ownerLink: SecretLink }> {
    if (isKept(room)) throw new Problem('room_exists')
    const token = await room.doors.owner.give(plan.owner)
    try {
      if (plan.password !== undefined) await room.doors.setPassword(plan.password, actorOf(key))
      if (plan.rules) await room.policy.changeRules(plan.rules, actorOf(key))
    } catch (error) {
      // A room that is half made would be refused to the program when it tries again.
      await room.policy.forget()
      throw error
    }
    return { ...viewOf(room), ownerLink: this.#link(room.name, 'owner', token) }
  }

  #link(name: string, kind: 'owner' | 'invite', token: string): SecretLink {
    return { token, link: `${this.#page(name)}#${kind}=${encodeURIComponent(token)}` }
  }

  #page(name: string): string {
    return `${this.#options.base}r/${encodeURIComponent(name)}`
  }

  /** What is kept of a room, open or not. */
  async #policy(
    name: string,
  ): Promise<Pick<StoredPolicy, 'owner' | 'rules' | 'password' | 'invitations' | 'bans'>> {
    const open = this.#options.rooms.find(name)
    if (open && (open.size > 0 || isKept(open))) {
      const { owner, differences, passwordHash, invitations, bans } = open.policy
      return {
        owner,
        rules: differences ?? {},
        password: passwordHash,
        invitations: [...invitations],
        bans: [...bans],
      }
    }
    const policy = await this.#options.store.loadPolicy(name)
    if (!policy) throw new Problem('room_unknown')
    return policy
  }

  /** Does something in a room in which somebody is, or of which something is kept. */
  async #inKnown<T>(name: string, work: (room: Room) => Promise<T>): Promise<T> {
    const { rooms, store } = this.#options
    // Before the room is opened: what strangers name must cost nothing.
    if (!rooms.find(name) && !(await store.loadPolicy(name))) throw new Problem('room_unknown')
    return await rooms.use(name, async (room) => {
      if (room.size === 0 && !isKept(room)) throw new Problem('room_unknown')
      return await work(room)
    })
  }
}
