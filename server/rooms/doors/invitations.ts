import { INVITATIONS_MAX, ProtocolError, type Invitation, type Role } from '../../../protocol/index.ts'
import type { EventsOfRoom } from '../ports/events.ts'
import type { StoredInvitation } from '../ports/policy-store.ts'
import { nameOf, type Actor } from './actor.ts'
import { randomId, type DoorTokens } from './door-tokens.ts'
import type { RoomPolicy } from './room-policy.ts'

/** What an invitation is for. */
export interface NewInvitation {
  role: Role
  note?: string | undefined
  /** How often it may be used; null for any number of times. */
  uses: number | null
  /** How long it is good; null for as long as the room is kept. */
  minutes: number | null
}

/** Where invitations are kept and signed. */
export interface InvitationsOptions {
  room: string
  policy: RoomPolicy
  tokens: DoorTokens
  events: Pick<EventsOfRoom, 'emit'>
}

const MINUTE_MS = 60_000

/** The invitations of one room. */
export class Invitations {
  readonly #options: InvitationsOptions

  constructor(options: InvitationsOptions) {
    this.#options = options
  }

  /** Those that are good, the oldest first. */
  get good(): StoredInvitation[] {
    const now = Date.now()
    return this.#options.policy.invitations.filter((one) => isGood(one, now))
  }

  /**
   * @throws {ProtocolError} `not_allowed` for an invitation to be more than whoever makes it; `already_exists` when
   *   the room has as many as it may have
   */
  async create(
    { role, note, uses, minutes }: NewInvitation,
    by: Actor,
  ): Promise<{ invitation: Invitation; secret: string }> {
    const { room, policy, tokens, events } = this.#options
    // As appointing somebody: a co-host makes nobody host or co-host.
    if (by.role !== 'host' && (role === 'host' || role === 'co-host')) throw new ProtocolError('not_allowed')
    const { good } = this
    if (good.length >= INVITATIONS_MAX)
      throw new ProtocolError(
        'already_exists',
        `This room has ${INVITATIONS_MAX} invitations. Revoke some first.`,
      )
    const now = Date.now()
    const invitation: StoredInvitation = {
      id: randomId(),
      role,
      ...(note === undefined ? {} : { note }),
      usesLeft: uses,
      used: 0,
      madeAt: now,
      expiresAt: minutes === null ? null : now + minutes * MINUTE_MS,
      madeBy: by.name,
    }
    await policy.setInvitations([...good, invitation])
    events.emit('invitationMade', { id: invitation.id, role, by: nameOf(by) })
    return { invitation, secret: tokens.invitationSecret(room, invitation.id) }
  }

  /** @throws {ProtocolError} `not_found`; `not_allowed` for one that whoever asks could not have made */
  async revoke(id: string, by: Actor): Promise<void> {
    const { policy, events } = this.#options
    const invitation = this.good.find((one) => one.id === id)
    if (!invitation) throw new ProtocolError('not_found')
    if (by.role !== 'host' && invitation.role === 'host') throw new ProtocolError('not_allowed')
    await policy.setInvitations(this.good.filter((one) => one.id !== id))
    events.emit('invitationRevoked', { id, by: nameOf(by) })
  }

  /** The invitation with this secret; undefined when it is not good, for whatever reason. */
  find(secret: string): StoredInvitation | undefined {
    const id = this.#options.tokens.invitationId(this.#options.room, secret)
    return id === undefined ? undefined : this.good.find((one) => one.id === id)
  }

  /**
   * Uses one, for a seat that is given now. It is in the memory of the policy when this returns, so that of two who
   * come at the same moment one wins.
   *
   * @returns false when it is not good any more
   */
  take(id: string): boolean {
    const { good } = this
    if (!good.some((one) => one.id === id)) return false
    const used = good.map((one) =>
      one.id === id
        ? { ...one, used: one.used + 1, usesLeft: one.usesLeft === null ? null : one.usesLeft - 1 }
        : one,
    )
    void this.#options.policy.setInvitations(used)
    return true
  }
}

function isGood({ usesLeft, expiresAt }: StoredInvitation, now: number): boolean {
  return (usesLeft === null || usesLeft > 0) && (expiresAt === null || now < expiresAt)
}
