import { createHash } from 'node:crypto'
import type { Credentials } from '../../../protocol/index.ts'
import type { ParticipantConnection } from '../ports/connection.ts'

/** By what somebody is known again who comes back. */
export interface PersonMarks {
  /** Subject of their account; null for a guest. */
  readonly account: string | null
  /** Hash of the mark of their browser; null when it shows none. */
  readonly device: string | null
  /** Canonical network address; null while nobody has come yet, after a restart. */
  readonly address: string | null
}

/** Of a seat to which nobody has come yet. */
export const NO_MARKS: PersonMarks = { account: null, device: null, address: null }

/**
 * The mark of a browser as it is kept. Marks are random and long, so a plain hash hides them.
 *
 * @param device - `device` of the credentials
 */
export function hashDevice(device: string): string {
  return createHash('sha256').update(`device\n${device}`).digest('base64url')
}

/** By what whoever comes over a connection with these credentials is known again. */
export function marksOf(
  { account, usage }: Pick<ParticipantConnection, 'account' | 'usage'>,
  credentials: Credentials | undefined,
): PersonMarks {
  return {
    account: account?.subject ?? null,
    device: credentials?.device === undefined ? null : hashDevice(credentials.device),
    address: usage.address,
  }
}

/** Marks that are known from before, with what is known now laid over them. */
export function overlayMarks(before: PersonMarks, now: PersonMarks): PersonMarks {
  return {
    // The first one decides: another account that is shown later is no way out of a ban.
    account: before.account ?? now.account,
    device: now.device ?? before.device,
    address: now.address ?? before.address,
  }
}
