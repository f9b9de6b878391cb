import { randomInt } from 'node:crypto'
import { ProtocolError } from '../../../protocol/index.ts'
import type { AdmissionRequest } from '../seats/admission-policy.ts'
import type { DoorServices } from './door-services.ts'
import { marksOf } from '../seats/person-marks.ts'
import { findBan } from './find-ban.ts'
import type { RoomPolicy } from './room-policy.ts'

/** Whose room it is, and how that is proved. */
export interface OwnerOptions {
  room: string
  policy: RoomPolicy
  services: DoorServices
}

/** Somebody who wants a room to be theirs. */
export type Claimant = Pick<AdmissionRequest, 'displayName' | 'connection'>

/** What whoever made a room theirs has of it. */
export interface Ownership {
  /** Says that its bearer owns the room. */
  readonly token: string
  /** Of that token. */
  readonly generation: number
}

// Generations begin anywhere: a token of a room that was forgotten opens none that is made anew.
const FIRST_GENERATION_BELOW = 2 ** 47

/** The owner of one room. */
export class Owner {
  readonly #options: OwnerOptions

  constructor(options: OwnerOptions) {
    this.#options = options
  }

  /** Says that its bearer owns the room; null for a room that is nobody's. */
  get token(): string | null {
    const { room, policy, services } = this.#options
    return policy.owner && services.tokens.ownerToken(room, policy.owner.generation)
  }

  /**
   * Gives the room to whoever asks, who is alone in it or finds it empty.
   *
   * @throws {ProtocolError} `room_owned`, `room_reserved`, `banned`, `login_required`, `token_invalid`
   */
  async claim({ displayName, connection }: Claimant): Promise<Ownership> {
    const { room, policy, services } = this.#options
    const { account } = connection
    if (services.access.mode === 'tokens') throw new ProtocolError('token_invalid')
    if (services.access.mode === 'accounts' && !account) throw new ProtocolError('login_required')
    if (policy.owner) throw new ProtocolError('room_owned')
    if (!services.isNameFree(room)) throw new ProtocolError('room_reserved')
    if (findBan(policy.bans, marksOf(connection, undefined), { sparesAddress: false }))
      throw new ProtocolError('banned')
    return await this.#give(displayName)
  }

  /**
   * Gives the room to somebody, whosever it was. Tokens of before are worth nothing from then on.
   *
   * @returns the owner token
   */
  async give(name: string): Promise<string> {
    return (await this.#give(name)).token
  }

  async #give(name: string): Promise<Ownership> {
    const { room, policy, services } = this.#options
    const generation = policy.owner ? policy.owner.generation + 1 : randomInt(1, FIRST_GENERATION_BELOW)
    if (policy.owner) await policy.setOwner({ name, generation })
    else await policy.claim({ name, generation }, services.settings.defaults)
    return { token: services.tokens.ownerToken(room, generation), generation }
  }
}
