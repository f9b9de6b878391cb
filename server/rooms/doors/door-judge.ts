import { decides, ProtocolError, type ErrorCode, type Role } from '../../../protocol/index.ts'
import type { Grant } from '../ports/access.ts'
import type { AdmissionDecision, AdmissionRequest, Admitted } from '../seats/admission-policy.ts'
import type { Seat } from '../seats/seat.ts'
import type { DoorServices } from './door-services.ts'
import { mustShowPassword, reasonToWait, refusalAtDoor, type Door, type Visitor } from './entry.ts'
import { findBan } from './find-ban.ts'
import { isOpenAt } from './opening-hours.ts'
import type { RoomPolicy } from './room-policy.ts'
import type { ReadVisitor, VisitorReader } from './visitor-reader.ts'

/** Seats of a room, as far as doors look at them. */
export interface DoorSeats {
  readonly size: number
  announced(): Iterable<Seat>
  find(id: string): Seat | undefined
}

/** What is decided by. */
export interface DoorJudgeOptions {
  room: string
  policy: RoomPolicy
  services: DoorServices
  seats: DoorSeats
  reader: VisitorReader
}

const STRANGER: Visitor = {
  isBanned: false,
  isKnown: false,
  right: null,
  hasBadInvitation: false,
  pass: null,
}

/** Decides who may come into one room. */
export class DoorJudge {
  readonly #options: DoorJudgeOptions

  constructor(options: DoorJudgeOptions) {
    this.#options = options
  }

  /** Whether whoever knows the name of the room may come in now, so that strangers may learn of it. */
  get isOpenToAll(): boolean {
    const door = { ...this.#door(), capacity: undefined }
    return (
      refusalAtDoor(STRANGER, door) === undefined &&
      !mustShowPassword(STRANGER, door) &&
      reasonToWait(STRANGER, door) === undefined
    )
  }

  /** Whether anybody is inside who decides; whose line is lost counts. */
  get hasHost(): boolean {
    for (const { role } of this.#options.seats.announced()) if (decides(role)) return true
    return false
  }

  /** Whether somebody who waits still has a reason to; while the room is locked, a host alone lets them in. */
  mustWait(visitor: Pick<Visitor, 'right' | 'isKnown' | 'pass'>): boolean {
    const door = this.#door()
    return door.rules.locked || reasonToWait(visitor, door) !== undefined
  }

  /**
   * What a token or an account says of somebody. Whoever is banned is told so before anything is computed for them.
   *
   * @throws {ProtocolError} `banned`, `token_invalid`
   */
  async readGrant(request: AdmissionRequest): Promise<Grant | null> {
    const { room, policy, services, reader } = this.#options
    const { token } = request.credentials
    if (token === undefined) return request.connection.account
    const { visitor, marks } = reader.read(request, null)
    // The token may say that they decide, and those are spared by bans of addresses.
    if (visitor.isBanned && findBan(policy.bans, marks, { sparesAddress: true }))
      throw new ProtocolError('banned')
    return await services.access.readToken(token, room, request.credentials.device)
  }

  /** @param grant - what a token or an account says; null when there is none */
  decide(request: AdmissionRequest, grant: Grant | null): AdmissionDecision {
    const { visitor } = this.#options.reader.read(request, grant)
    const door = this.#door()
    const refusal = refusalAtDoor(visitor, door)
    if (refusal) return { kind: 'refuse', code: refusal }
    return mustShowPassword(visitor, door) ? this.#askPassword(request, grant) : this.#beyond(request, grant)
  }

  #askPassword(request: AdmissionRequest, grant: Grant | null): AdmissionDecision {
    const { room, policy, services } = this.#options
    const { password, device } = request.credentials
    const { passwordHash: hash } = policy
    if (password === undefined || hash === null) return { kind: 'refuse', code: 'password_required' }
    const after = (isRight: boolean): AdmissionDecision =>
      isRight ? this.#beyond(request, grant, hash) : { kind: 'refuse', code: 'password_wrong' }
    try {
      const { address } = request.connection.usage
      const checked = services.passwords.check({ room, hash, password, address, device })
      return typeof checked === 'boolean' ? after(checked) : waitFor(checked.then(after))
    } catch (error) {
      return refusedBy(error)
    }
  }

  /**
   * All but hosts and the seat itself is decided.
   *
   * @param shown - hash of the password that was shown; undefined when none had to be
   */
  #beyond(request: AdmissionRequest, grant: Grant | null, shown?: string): AdmissionDecision {
    const { reader } = this.#options
    const read = reader.read(request, grant)
    const reason = reasonToWait(read.visitor, this.#door())
    if (reason) return { kind: 'refuse', code: reason }
    return this.#admit(read, (seat) => {
      const again = reader.read(request, grant)
      const refusal = this.#refusalAtLast(again.visitor, shown)
      if (refusal) return refusal
      // The right that gave the role was taken away meanwhile.
      if (again.visitor.right !== read.visitor.right) return 'not_allowed'
      const refused = reader.take(again, seat)
      if (refused) return refused
      // Others may have come first, and the room may be a webinar by now.
      seat.setRole(this.#roleOf(again))
      return undefined
    })
  }

  #admit(read: ReadVisitor, giveSeat: NonNullable<Admitted['giveSeat']>): Admitted {
    const { displayName, marks, owner } = read
    return { kind: 'admit', role: this.#roleOf(read), displayName, marks, owner, giveSeat }
  }

  #roleOf({ visitor, grantedRole }: ReadVisitor): Role {
    const { policy, services, seats } = this.#options
    const isEmpty = seats.announced()[Symbol.iterator]().next().done === true
    if (visitor.right === null && services.settings.host === 'first' && isEmpty && !policy.owner)
      return 'host'
    return visitor.right ?? grantedRole ?? (policy.rules.webinar ? 'viewer' : 'speaker')
  }

  /** Looks again when the seat is given: much may have happened while media was made ready. */
  #refusalAtLast(visitor: Visitor, shown: string | undefined): ErrorCode | undefined {
    const { policy, seats } = this.#options
    // The server counted the seat when it was reserved, and it is one of those in the room.
    const door = { ...this.#door(), capacity: undefined, seats: seats.size - 1 }
    const refusal = refusalAtDoor(visitor, door)
    if (refusal) return refusal
    if (mustShowPassword(visitor, door) && shown !== policy.passwordHash)
      return shown === undefined ? 'password_required' : 'password_wrong'
    return reasonToWait(visitor, door)
  }

  #door(): Door {
    const { room, policy, services, seats } = this.#options
    const { rules, owner } = policy
    const capacity = services.capacity.decide({ seatsInRoom: seats.size })
    return {
      mode: services.access.mode,
      withoutHost: services.settings.withoutHost,
      rules,
      isNameFree: owner !== null || services.isNameFree(room),
      isOpenNow: rules.hours === null || isOpenAt(rules.hours, Date.now()),
      capacity: capacity.kind === 'refuse' ? capacity.code : undefined,
      seats: seats.size,
      hasHost: () => this.hasHost,
    }
  }
}

/** A decision that is made later. Its promise never rejects for a refusal. */
export function waitFor(decision: Promise<AdmissionDecision>): AdmissionDecision {
  return { kind: 'wait', decided: decision.catch(refusedBy) }
}

/** @throws what is no refusal */
function refusedBy(error: unknown): AdmissionDecision {
  if (error instanceof ProtocolError) return { kind: 'refuse', code: error.code }
  throw error
}
