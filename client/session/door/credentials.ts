import type { Credentials, ErrorCode } from '../../../protocol/index.ts'
import { readDeviceMark } from '../../connection/device-mark.ts'
import { createDoorKeyRing, type DoorKeyRing, type DoorKeys } from '../../connection/door-keys.ts'
import { createKnockIds, type KnockIds } from '../../connection/knock-ids.ts'
import { createLastingStorage } from '../../connection/lasting-storage.ts'
import { createOwnerTokens, type OwnerTokens } from '../../connection/owner-tokens.ts'
import type { Failure } from '../state/state.ts'

/** Where keys are kept. */
export interface KeyPlaces {
  owners: OwnerTokens
  ring: DoorKeyRing
  knocks: KnockIds
  /** The mark of this browser. */
  device: () => string
}

/**
 * The places of this browser and this tab.
 *
 * @param ring - where links put what they bring
 */
export function createKeyPlaces(ring: DoorKeyRing = createDoorKeyRing()): KeyPlaces {
  const lasting = createLastingStorage()
  return {
    owners: createOwnerTokens(lasting),
    ring,
    knocks: createKnockIds(),
    device: () => readDeviceMark(lasting),
  }
}

/** Keys that open nothing, by the refusal that says so: showing them again would keep somebody out. */
const SPENT: Partial<Record<ErrorCode, keyof DoorKeys>> = {
  password_wrong: 'password',
  invitation_invalid: 'invitation',
  token_invalid: 'token',
}

/** Whether a refusal says that a key opens nothing that once did, and asks for nothing else. */
export function isSpent({ code }: Failure): boolean {
  return code === 'invitation_invalid' || code === 'token_invalid'
}

/**
 * Refusals that the owner of a room never hears: what claimed to make this page the owner does not. Bounds of the server
 * are not among them.
 */
const NEVER_FOR_OWNERS: ReadonlySet<string> = new Set<ErrorCode>([
  'lobby_wait',
  'host_absent',
  'password_required',
  'password_wrong',
  'room_locked',
  'room_closed',
  'invitation_invalid',
])

/** What this page shows at the door of one room. */
export class DoorCredentials {
  readonly #room: string
  readonly #places: KeyPlaces
  /** Lets this page in once; good for a short time, so it is kept nowhere. */
  #pass: string | undefined

  constructor(room: string, places: KeyPlaces) {
    this.#room = room
    this.#places = places
  }

  /** A link claimed that the room is the own one, and the server knows nothing of it. */
  #isLinkRefused = false

  /** Whether something here says that the room is the own one. */
  get isOwner(): boolean {
    return this.#owners[0] !== undefined
  }

  get isLinkRefused(): boolean {
    return this.#isLinkRefused
  }

  /** Whether there are two owner tokens, of which one alone may be good. */
  get isUnsure(): boolean {
    return this.#owners.length > 1
  }

  set pass(pass: string) {
    this.#pass = pass
  }

  /** All of it, as a join or a knock carries it. */
  collect(): Credentials {
    const { ring, device } = this.#places
    const [owner, otherOwner] = this.#owners
    const keys = { ...ring.read(this.#room), owner, otherOwner, pass: this.#pass, device: device() }
    return Object.fromEntries(Object.entries(keys).filter(([, key]) => key !== undefined))
  }

  /** Keeps keys for this tab, such as a typed password. */
  add(keys: DoorKeys): void {
    this.#places.ring.add(this.#room, keys)
  }

  /** The room is this browser's own one, by this token alone. */
  own(token: string): void {
    this.#places.owners.write(this.#room, token)
    this.#dropLinked()
    this.#isLinkRefused = false
  }

  /**
   * A seat was taken by what was shown. A link may carry anything: only what made this page the owner is kept in place
   * of what this browser has. Where two tokens were shown, both stay until `own` says which is good.
   */
  entered(isRoomOwner: boolean): void {
    const [owner] = this.#owners
    this.#pass = undefined
    if (!isRoomOwner) {
      this.#refuseLinked()
      this.#places.owners.clear(this.#room)
    } else if (owner !== undefined && !this.isUnsure) {
      // Again, so that rooms in use are not the ones that are forgotten.
      this.own(owner)
    }
  }

  /**
   * The door stayed closed.
   *
   * @returns whether an earlier key takes the place of the one that was refused, so that another attempt makes sense
   */
  refused(code: string): boolean {
    this.#pass = undefined
    if (NEVER_FOR_OWNERS.has(code)) this.#refuseLinked()
    const spent = SPENT[code as ErrorCode]
    return spent !== undefined && this.#places.ring.drop(this.#room, spent)
  }

  #refuseLinked(): void {
    if (this.#dropLinked()) this.#isLinkRefused = true
  }

  /** Forgets the owner tokens of links; whether there was one. */
  #dropLinked(): boolean {
    const { ring } = this.#places
    if (ring.read(this.#room).owner === undefined) return false
    while (ring.drop(this.#room, 'owner'));
    return true
  }

  /** What a link brought goes first: somebody may have moved the room to this browser. */
  get #owners(): string[] {
    const { ring, owners } = this.#places
    const tokens = [ring.read(this.#room).owner, owners.read(this.#room)]
    return [...new Set(tokens.filter((token) => token !== undefined))]
  }
}
