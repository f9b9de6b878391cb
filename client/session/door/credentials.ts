import type { Credentials, ErrorCode } from '../../../protocol/index.ts'
import { readDeviceMark } from '../../connection/device-mark.ts'
import { createDoorKeyRing, type DoorKeyRing, type DoorKeys } from '../../connection/door-keys.ts'
import { createKnockIds, type KnockIds } from '../../connection/knock-ids.ts'
import { createLastingStorage } from '../../connection/lasting-storage.ts'
import { createOwnerTokens, type OwnerTokens } from '../../connection/owner-tokens.ts'

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

  /** Whether something here says that the room is the own one. */
  get isOwner(): boolean {
    return this.#owner !== undefined
  }

  set pass(pass: string) {
    this.#pass = pass
  }

  /** All of it, as a join or a knock carries it. */
  collect(): Credentials {
    const { ring, device } = this.#places
    const keys = { ...ring.read(this.#room), owner: this.#owner, pass: this.#pass, device: device() }
    return Object.fromEntries(Object.entries(keys).filter(([, key]) => key !== undefined))
  }

  /** Keeps keys for this tab, such as a typed password. */
  add(keys: DoorKeys): void {
    this.#places.ring.add(this.#room, keys)
  }

  /** The room was made this browser's own one. */
  own(token: string): void {
    this.#places.owners.write(this.#room, token)
  }

  /**
   * A seat was taken. A link may carry anything: only what made somebody host is kept in place of what this browser
   * has, and what did not is forgotten.
   */
  entered(isHost: boolean): void {
    const { ring, owners } = this.#places
    const owner = this.#owner
    this.#pass = undefined
    if (owner === undefined) return
    // Again, so that rooms in use are not the ones that are forgotten.
    if (isHost) owners.write(this.#room, owner)
    ring.drop(this.#room, 'owner')
  }

  /** The door stayed closed. */
  refused(code: string): void {
    this.#pass = undefined
    const spent = SPENT[code as ErrorCode]
    if (spent) this.#places.ring.drop(this.#room, spent)
  }

  /** What a link brought goes first: somebody may have moved the room to this browser. */
  get #owner(): string | undefined {
    return this.#places.ring.read(this.#room).owner ?? this.#places.owners.read(this.#room)
  }
}
