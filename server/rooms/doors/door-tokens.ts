import { createHash, randomBytes } from 'node:crypto'
import { SignedTokens } from '../../lib/signed-tokens.ts'

/** What a pass says: a host has let this person in. */
export interface Pass {
  /** Where the person waited; each pass is good for one seat. */
  readonly knockId: string
  /** Which password was shown at the door, see `passwordMark`. */
  readonly password: string
  /** The room was locked when the host let this person in all the same. */
  readonly whileLocked: boolean
  /** The person had a role by right at the door, and has to show again what gives it: a pass gives none. */
  readonly withRight: boolean
  /** Server times in milliseconds since 1970. */
  readonly madeAt: number
  readonly expiresAt: number
}

/** By what the bearer of a pass is known: the typed name, and the mark of the browser where it sends one. */
export interface PassBearer {
  readonly displayName: string
  readonly device: string | undefined
}

const ID_BYTES = 12
const SHORT_BYTES = 12

/** The signed tokens of doors. Each holds for one room, and none passes for one of another kind. */
export class DoorTokens {
  readonly #owners: SignedTokens
  readonly #invitations: SignedTokens
  readonly #passes: SignedTokens

  /** @param secret - at least 32 random bytes, the same after a restart */
  constructor(secret: Buffer) {
    this.#owners = new SignedTokens(secret, 'owner')
    this.#invitations = new SignedTokens(secret, 'invitation')
    this.#passes = new SignedTokens(secret, 'pass')
  }

  /** @param generation - of the owner; those of other generations are worth nothing */
  ownerToken(room: string, generation: number): string {
    return this.#owners.write(room, [String(generation)])
  }

  isOwnerToken(room: string, token: string, generation: number): boolean {
    return this.#owners.read(room, token)?.[0] === String(generation)
  }

  invitationSecret(room: string, id: string): string {
    return this.#invitations.write(room, [id])
  }

  /** @returns the id of the invitation; undefined when the server wrote none like that for this room */
  invitationId(room: string, secret: string): string | undefined {
    return this.#invitations.read(room, secret)?.[0]
  }

  pass(room: string, bearer: PassBearer, pass: Pass): string {
    const { knockId, password, whileLocked, withRight, madeAt, expiresAt } = pass
    const flags = [whileLocked ? 'locked' : 'open', withRight ? 'right' : 'none']
    const fields = [knockId, password, ...flags, String(madeAt), String(expiresAt)]
    return this.#passes.write(room, [...fields, bearerMark(bearer)])
  }

  /**
   * @param now - in milliseconds since 1970
   * @returns undefined for a pass of another room or person, or one that is too old
   */
  readPass(room: string, bearer: PassBearer, token: string, now: number): Pass | undefined {
    const fields = this.#passes.read(room, token) ?? []
    const [knockId = '', password = '', locked, right, made, expires, mark] = fields
    if (mark === undefined || mark !== bearerMark(bearer)) return undefined
    const [madeAt, expiresAt] = [Number(made), Number(expires)]
    if (now >= expiresAt) return undefined
    const flags = { whileLocked: locked === 'locked', withRight: right === 'right' }
    return { knockId, password, ...flags, madeAt, expiresAt }
  }
}

/** An id that nobody guesses, of 16 letters, digits, `_` and `-`. */
export function randomId(): string {
  return randomBytes(ID_BYTES).toString('base64url')
}

/** Says which password a room had, and nothing of the password; the same until it is set anew. */
export function passwordMark(hash: string | null): string {
  return hash === null ? 'none' : shortHash(`password\n${hash}`)
}

function bearerMark({ displayName, device = '' }: PassBearer): string {
  return shortHash(`bearer\n${device}\n${displayName}`)
}

function shortHash(text: string): string {
  return createHash('sha256').update(text).digest().subarray(0, SHORT_BYTES).toString('base64url')
}
