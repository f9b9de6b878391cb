import { KeyedBuckets } from '../../lib/keyed-buckets.ts'
import type { AccessPort } from '../ports/access.ts'
import type { RoomStore } from '../ports/store.ts'
import type { AdmissionRequest, Admitted, Refused } from '../seats/admission-policy.ts'
import type { DoorSettings } from './door-settings.ts'
import { DoorTokens } from './door-tokens.ts'
import { NamePatterns } from './name-patterns.ts'
import { PasswordChecks } from './password-checks.ts'
import { UsedPasses } from './used-passes.ts'

/** Bounds of the server as a whole. */
export interface Capacity {
  decide(request: Pick<AdmissionRequest, 'seatsInRoom'>): Admitted | Refused
}

/** What the doors of all rooms work with. */
export interface DoorServicesOptions {
  /** Signs tokens, and knows what was used; the same after a restart. */
  store: Pick<RoomStore, 'secret' | 'loadUsed' | 'saveUsed'>
  settings: DoorSettings
  /** What portals and accounts vouch for. */
  access: AccessPort
  capacity: Capacity
}

// Rooms that an address makes its own: a class at once, and nobody thousands.
const CLAIM_RATE = { perSecond: 1 / 30, burst: 40 }
const ADDRESSES_KEPT = 20_000

/** What the doors of all rooms of a server share. */
export class DoorServices {
  readonly tokens: DoorTokens
  readonly usedPasses: UsedPasses
  readonly passwords = new PasswordChecks()
  readonly settings: DoorSettings
  readonly access: AccessPort
  readonly capacity: Capacity
  readonly #allowed: NamePatterns
  readonly #reserved: NamePatterns
  readonly #claims = new KeyedBuckets(CLAIM_RATE, ADDRESSES_KEPT)

  constructor({ store, settings, access, capacity }: DoorServicesOptions) {
    this.tokens = new DoorTokens(store.secret)
    this.usedPasses = new UsedPasses(store)
    this.settings = settings
    this.access = access
    this.capacity = capacity
    this.#allowed = new NamePatterns(settings.allowedRooms)
    this.#reserved = new NamePatterns(settings.reservedRooms)
  }

  /** Whether anybody may use a room of this canonical name that is nobody's. */
  isNameFree(name: string): boolean {
    return (this.#allowed.isEmpty || this.#allowed.matches(name)) && !this.#reserved.matches(name)
  }

  /** Charges an address with a room that it makes its own; false when it makes too many. */
  takeClaim(address: string): boolean {
    return this.#claims.take(address, performance.now())
  }
}
