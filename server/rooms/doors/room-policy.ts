import {
  OPEN_RULES,
  overlayRules,
  ProtocolError,
  type RoomRules,
  type RuleChanges,
} from '../../../protocol/index.ts'
import type { RoomEventSink } from '../ports/events.ts'
import type { LogStore } from '../ports/log-store.ts'
import type { PolicyStore, StoredBan, StoredInvitation, StoredPolicy } from '../ports/policy-store.ts'
import type { Seat } from '../seats/seat.ts'
import { nameOf, type Actor } from './actor.ts'
import { isTimeZone } from './opening-hours.ts'
import { ruleDifferences } from './rule-differences.ts'

/** Where changes of a policy are stored and told. */
export interface RoomPolicyOptions {
  room: string
  store: Pick<PolicyStore, 'savePolicy' | 'removePolicy'> & Pick<LogStore, 'removeLog'>
  /** What is known from before. */
  stored: StoredPolicy | undefined
  events: RoomEventSink
}

/** Of a room of which nobody said anything. */
const NO_POLICY: StoredPolicy = { owner: null, rules: {}, password: null, invitations: [], bans: [] }

/**
 * Who may enter a room and what holds in it. It outlives the meetings in the room: every change is stored before
 * the promise of its call is fulfilled, and holds from the moment of the call.
 */
export class RoomPolicy {
  readonly #options: RoomPolicyOptions
  #policy: StoredPolicy
  #rules: RoomRules
  #isClosed = false

  constructor(options: RoomPolicyOptions) {
    this.#options = options
    this.#policy = options.stored ?? NO_POLICY
    this.#rules = readRules(this.#policy)
  }

  get rules(): RoomRules {
    return this.#rules
  }

  /** Whose room it is; null when it is nobody's. */
  get owner(): StoredPolicy['owner'] {
    return this.#policy.owner
  }

  /** Whether somebody with this seat owns the room, and not only did before it was given to somebody else. */
  isOwnedBy({ owner }: Pick<Seat, 'owner'>): boolean {
    return this.owner !== null && owner?.ownerGeneration === this.owner.generation
  }

  /** A hash with its parameters, or null. */
  get passwordHash(): string | null {
    return this.#policy.password
  }

  get invitations(): readonly StoredInvitation[] {
    return this.#policy.invitations
  }

  get bans(): readonly StoredBan[] {
    return this.#policy.bans
  }

  /** Rules that differ from those of an open room; undefined when none does. */
  get differences(): Partial<RoomRules> | undefined {
    return ruleDifferences(this.#rules)
  }

  /**
   * Changes rules; those that are absent stay.
   *
   * @throws {ProtocolError} `bad_request` for a time zone that does not exist
   */
  async changeRules(changes: RuleChanges, by: Actor): Promise<void> {
    const zone = changes.hours?.timeZone
    if (zone !== undefined && !isTimeZone(zone))
      throw new ProtocolError(
        'bad_request',
        `hours.timeZone: ${zone} is no time zone. Use one such as Europe/Berlin.`,
      )
    const rules = overlayRules(this.#rules, changes)
    if (JSON.stringify(rules) === JSON.stringify(this.#rules)) return
    // The password is no rule of these: it is kept by itself.
    const { hasPassword: _, ...differences } = ruleDifferences(rules) ?? {}
    await this.#change({ rules: differences })
    this.#options.events.emit('rulesChanged', { changes: changes as Partial<RoomRules>, by: nameOf(by) })
  }

  /** @param password - a hash with its parameters; null asks for none */
  async setPassword(password: string | null, by: Actor): Promise<void> {
    if (password === this.#policy.password) return
    await this.#change({ password })
    this.#options.events.emit('rulesChanged', { changes: { hasPassword: password !== null }, by: nameOf(by) })
  }

  async setOwner(owner: StoredPolicy['owner']): Promise<void> {
    await this.#change({ owner })
    this.#options.events.emit('ownerChanged', { displayName: owner?.name ?? null })
  }

  /**
   * Makes a room that is nobody's somebody's. Invitations of before are worth nothing from then on.
   *
   * @param defaults - what holds in it as far as nobody said anything else
   */
  async claim(owner: NonNullable<StoredPolicy['owner']>, defaults: Partial<RoomRules>): Promise<void> {
    const { hasPassword: _, ...rules } = ruleDifferences({ ...overlayRules(OPEN_RULES, defaults) }) ?? {}
    // What was done while it was nobody's is no business of whoever makes it theirs.
    void this.#options.store.removeLog(this.#options.room)
    // Whoever decided before holds invitations that would open the room of somebody else.
    await this.#change({ owner, rules: { ...rules, ...this.#policy.rules }, invitations: [] })
    this.#options.events.emit('ownerChanged', { displayName: owner.name })
  }

  /** Replaces the invitations. */
  async setInvitations(invitations: readonly StoredInvitation[]): Promise<void> {
    await this.#change({ invitations: [...invitations] })
  }

  /** Replaces the bans. */
  async setBans(bans: readonly StoredBan[]): Promise<void> {
    await this.#change({ bans: [...bans] })
  }

  /** Whether nothing is said about the room: it is open, and nobody's. */
  get isBlank(): boolean {
    return this.#policy === NO_POLICY
  }

  /**
   * Erases all that is kept of the room, and its log. It is an open room then, and nobody's.
   *
   * @throws {ProtocolError} `room_ended`
   */
  async forget(): Promise<void> {
    this.#requireOpen()
    this.#policy = NO_POLICY
    this.#rules = readRules(NO_POLICY)
    await this.#options.store.removePolicy(this.#options.room)
    this.#options.events.emit('ownerChanged', { displayName: null })
  }

  /** The meeting is over: what is somebody's is kept from now on, and what is nobody's ends with it, and its log. */
  async meetingEnded(): Promise<void> {
    if (this.#policy.owner) await this.#change({})
    else await this.#options.store.removePolicy(this.#options.room)
  }

  /**
   * The room has ended, and another one of the same name may be there. What is still under way changes nothing any
   * more: it would bring back what the other one does not know.
   */
  close(): void {
    this.#isClosed = true
  }

  #requireOpen(): void {
    if (this.#isClosed) throw new ProtocolError('room_ended')
  }

  async #change(change: Partial<StoredPolicy>): Promise<void> {
    this.#requireOpen()
    this.#policy = { ...this.#policy, ...change }
    this.#rules = readRules(this.#policy)
    await this.#options.store.savePolicy(this.#options.room, this.#policy)
  }
}

function readRules({ rules, password }: StoredPolicy): RoomRules {
  return { ...overlayRules(OPEN_RULES, rules), hasPassword: password !== null }
}
