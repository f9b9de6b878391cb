import { checkDisplayName, decides, type Role } from '../../../protocol/index.ts'
import type { Grant } from '../ports/access.ts'
import type { StoredInvitation } from '../ports/policy-store.ts'
import type { AdmissionRequest } from '../seats/admission-policy.ts'
import type { SeatOwner } from '../seats/seat-origin.ts'
import type { Seat } from '../seats/seat.ts'
import { passwordMark, type DoorTokens, type Pass } from './door-tokens.ts'
import { betterRole, type Visitor } from './entry.ts'
import type { Invitations } from './invitations.ts'
import { marksOf, type PersonMarks } from '../seats/person-marks.ts'
import { findBan } from './find-ban.ts'
import type { RoomPolicy } from './room-policy.ts'

/** Where credentials are looked up. */
export interface VisitorReaderOptions {
  room: string
  policy: RoomPolicy
  tokens: DoorTokens
  invitations: Invitations
  seats: { find(id: string): Seat | undefined }
  /** Passes from before this server time in milliseconds since 1970 are worth nothing: another meeting gave them. */
  since: number
  /** How long a pass is good, in milliseconds. */
  passMs: number
  /** Gives up a seat that was lost on the way to its owner, who has another one now. */
  giveUp: (seat: Seat) => void
}

/** Somebody who stands at the door, with what they showed. */
export interface ReadVisitor {
  readonly visitor: Visitor
  /** Of the account where it has one that can be shown, else as it was typed. */
  readonly displayName: string
  /** What a portal or an account makes of them once they are in; null leaves that to the room. */
  readonly grantedRole: Role | null
  readonly owner: SeatOwner
  readonly marks: PersonMarks
  /** Id of the good invitation that they showed. */
  readonly invitationId: string | undefined
  readonly pass: Pass | undefined
}

type Shown = Pick<AdmissionRequest, 'displayName' | 'connection' | 'credentials'>

/** Reads what people show at the door of a room, and remembers what has been used. */
export class VisitorReader {
  readonly #options: VisitorReaderOptions
  /** Seats that were taken by a pass, by the id in it. */
  readonly #used = new Map<string, { seatId: string; expiresAt: number }>()

  constructor(options: VisitorReaderOptions) {
    this.#options = options
  }

  /** @param grant - what a token or an account says; null when there is none */
  read(shown: Shown, grant: Grant | null): ReadVisitor {
    const displayName = shownName(shown.displayName, grant)
    const marks = marksOf({ account: grant, usage: shown.connection.usage }, shown.credentials)
    const isRoomOwner = this.#isOwner(shown.credentials)
    // An owner needs none, so none is used.
    const invitation = isRoomOwner ? undefined : this.#findInvitation(shown.credentials)
    const pass = this.#readPass(displayName, shown.credentials)
    const byHost = isRoomOwner ? 'host' : (invitation?.role ?? null)
    return {
      visitor: {
        // Nobody keeps somebody out of the own room.
        isBanned: !isRoomOwner && findBan(this.#options.policy.bans, marks) !== undefined,
        isKnown: grant !== null,
        right: betterRole(byHost, rightOf(grant, shown.credentials)),
        hasBadInvitation: invitation === null,
        pass: pass ? this.#describe(pass) : null,
      },
      displayName,
      grantedRole: grant?.role ?? null,
      marks,
      owner: {
        ownerGeneration: isRoomOwner ? (this.#options.policy.owner?.generation ?? null) : null,
        ...pictureOf(grant),
      },
      invitationId: invitation?.id,
      pass,
    }
  }

  /** The one that was shown; null when it is not good, undefined when none was. */
  #findInvitation({ invitation: secret }: Shown['credentials']): StoredInvitation | null | undefined {
    return secret === undefined ? undefined : (this.#options.invitations.find(secret) ?? null)
  }

  /** A link that claims too much takes nothing from an owner: either token is enough. */
  #isOwner({ owner, otherOwner }: Shown['credentials']): boolean {
    const { room, policy, tokens } = this.#options
    const { generation } = policy.owner ?? {}
    if (generation === undefined) return false
    return [owner, otherOwner].some(
      (token) => token !== undefined && tokens.isOwnerToken(room, token, generation),
    )
  }

  #describe({ whileLocked, password }: Pass): Visitor['pass'] {
    return {
      whileLocked,
      hasShownPassword: password === passwordMark(this.#options.policy.passwordHash),
    }
  }

  /**
   * Uses what can be used so many times, for a seat that is given now.
   *
   * @returns why that is not possible any more; undefined when it is done
   */
  take({ invitationId, pass }: ReadVisitor, seat: Seat): 'invitation_invalid' | undefined {
    if (invitationId !== undefined && !this.#options.invitations.take(invitationId))
      return 'invitation_invalid'
    if (pass) this.#use(pass, seat.id)
    return undefined
  }

  /** A pass is good for one seat; for another one only if the first was lost on the way to its owner. */
  #readPass(displayName: string, { pass: token, device }: Shown['credentials']): Pass | undefined {
    if (token === undefined) return undefined
    const { room, tokens, seats, since, passMs } = this.#options
    const pass = tokens.readPass(room, { displayName, device }, token, Date.now())
    if (pass && pass.expiresAt - passMs < since) return undefined
    const used = pass && this.#used.get(pass.knockId)
    if (!used) return pass
    const seat = seats.find(used.seatId)
    return seat?.announced && !seat.connection ? pass : undefined
  }

  #use({ knockId, expiresAt }: Pass, seatId: string): void {
    const former = this.#used.get(knockId)
    const lost = former && former.seatId !== seatId ? this.#options.seats.find(former.seatId) : undefined
    // One pass, one seat: whoever was let in does not bring in others.
    if (lost) this.#options.giveUp(lost)
    const now = Date.now()
    for (const [id, { expiresAt: end }] of this.#used) if (end <= now) this.#used.delete(id)
    this.#used.set(knockId, { seatId, expiresAt })
  }
}

/**
 * The right to come in that somebody has from elsewhere. A token is for this room; an account is for all of them, so its
 * groups open none unless they make a host.
 */
function rightOf(grant: Grant | null, { token }: Shown['credentials']): Role | null {
  const role = grant?.role ?? null
  return role !== null && (token !== undefined || decides(role)) ? role : null
}

/** The name of the account, if it has one that can be shown. */
function shownName(typed: string, grant: Grant | null): string {
  return (grant?.name === undefined ? undefined : checkDisplayName(grant.name).name) ?? typed
}

function pictureOf(grant: Grant | null): { picture?: string } {
  return grant?.picture === undefined ? {} : { picture: grant.picture }
}
