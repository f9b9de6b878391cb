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
import { banMarksOf, findBan, type BanMarks } from './find-ban.ts'
import type { RoomPolicy } from './room-policy.ts'
import type { UsedPasses } from './used-passes.ts'

/** Where credentials are looked up. */
export interface VisitorReaderOptions {
  room: string
  policy: RoomPolicy
  tokens: DoorTokens
  invitations: Invitations
  seats: { find(id: string): Seat | undefined }
  /** Passes from before this server time in milliseconds since 1970 are worth nothing: another meeting gave them. */
  since: number
  /** Which passes were used, in all rooms. */
  used: Pick<UsedPasses, 'seatOf' | 'use'>
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

// Passes are good for minutes; those who were removed before the last ones have none left.
const REMOVED_MAX = 500

type Shown = Pick<AdmissionRequest, 'displayName' | 'connection' | 'credentials'>

/** Reads what people show at the door of a room, and remembers what has been used. */
export class VisitorReader {
  readonly #options: VisitorReaderOptions
  /** Whose seats hosts took away lately, and when in server time. */
  #removed: (BanMarks & { readonly at: number })[] = []

  constructor(options: VisitorReaderOptions) {
    this.#options = options
  }

  /** @param grant - what a token or an account says; null when there is none */
  read(shown: Shown, grant: Grant | null): ReadVisitor {
    const displayName = shownName(shown.displayName, grant)
    const marks = marksOf({ account: grant, usage: shown.connection.usage }, shown.credentials)
    const { isRoomOwner, invitation, right } = this.#readRight(shown, grant)
    const pass = this.#readPass(displayName, shown.credentials, { marks, right })
    const scope = { sparesAddress: right !== null && decides(right) }
    return {
      visitor: {
        // Nobody keeps somebody out of the own room.
        isBanned: !isRoomOwner && findBan(this.#options.policy.bans, marks, scope) !== undefined,
        isKnown: grant !== null,
        right,
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

  /** What gives somebody a role by right: owners need nothing else. */
  #readRight(
    { credentials }: Shown,
    grant: Grant | null,
  ): {
    isRoomOwner: boolean
    invitation: StoredInvitation | null | undefined
    right: Role | null
  } {
    // An owner needs no invitation, so none is used.
    if (this.#isOwner(credentials)) return { isRoomOwner: true, invitation: undefined, right: 'host' }
    const invitation = this.#findInvitation(credentials)
    return {
      isRoomOwner: false,
      invitation,
      right: betterRole(invitation?.role ?? null, rightOf(grant, credentials)),
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
  take({ invitationId, pass }: ReadVisitor, seat: Seat): 'invitation_invalid' | 'lobby_wait' | undefined {
    if (invitationId !== undefined && !this.#options.invitations.take(invitationId))
      return 'invitation_invalid'
    return pass && !this.#use(pass, seat.id) ? 'lobby_wait' : undefined
  }

  /** A host takes the seat of somebody: what let them in lets them in no more. */
  removed({ arrival }: Seat): void {
    const at = Date.now()
    const marks = banMarksOf(arrival.marks)
    if (!marks) return
    this.#removed = [...this.#removed, { ...marks, at }].slice(-REMOVED_MAX)
  }

  /** A pass is good for one seat; for another one only if the first was lost on the way to its owner. */
  #readPass(
    displayName: string,
    { pass: token, device }: Shown['credentials'],
    { marks, right }: Pick<ReadVisitor, 'marks'> & Pick<Visitor, 'right'>,
  ): Pass | undefined {
    if (token === undefined) return undefined
    const { room, tokens, seats, since, used } = this.#options
    const pass = tokens.readPass(room, { displayName, device }, token, Date.now())
    if (!pass || pass.madeAt < since || (pass.withRight && right === null)) return undefined
    const later = this.#removed.filter(({ at }) => pass.madeAt <= at)
    if (findBan(later, marks, { sparesAddress: false })) return undefined
    const seatId = used.seatOf(pass.knockId)
    if (seatId === undefined) return pass
    const seat = seats.find(seatId)
    return seat?.announced && !seat.connection ? pass : undefined
  }

  #use({ knockId, expiresAt }: Pass, seatId: string): boolean {
    const { used, seats, giveUp } = this.#options
    const formerId = used.seatOf(knockId)
    if (!used.use(knockId, seatId, expiresAt)) return false
    const former = formerId === undefined || formerId === seatId ? undefined : seats.find(formerId)
    // One pass, one seat: whoever was let in does not bring in others.
    if (former) giveUp(former)
    return true
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
