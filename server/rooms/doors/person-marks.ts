import type { Grant } from '../ports/access.ts'
import type { StoredBan } from '../ports/policy-store.ts'
import type { AdmissionRequest } from '../seats/admission-policy.ts'
import { deviceHash } from './door-tokens.ts'

/** By what somebody is known again who comes to a door or sits in a room. */
export interface PersonMarks {
  /** Subject of the account; absent for guests. */
  readonly account?: string
  /** Hash of the mark of the browser, see `deviceHash`; absent where it sends none. */
  readonly device?: string
  /** Canonical network address. */
  readonly address: string
}

/** @param grant - what a token or an account says; null when there is none */
export function marksOf(
  { connection, credentials: { device } }: Pick<AdmissionRequest, 'connection' | 'credentials'>,
  grant: Pick<Grant, 'subject'> | null,
): PersonMarks {
  return {
    ...(grant?.subject == null ? {} : { account: grant.subject }),
    ...(device === undefined ? {} : { device: deviceHash(device) }),
    address: connection.usage.address,
  }
}

/**
 * The ban that is meant for somebody; undefined when none is. A ban that knows an account or a browser says nothing
 * of others behind the same address.
 */
export function findBan(bans: readonly StoredBan[], marks: PersonMarks): StoredBan | undefined {
  return bans.find(
    ({ account, device, address }) =>
      (account !== undefined && account === marks.account) ||
      (device !== undefined && device === marks.device) ||
      (account === undefined && device === undefined && address === marks.address),
  )
}
