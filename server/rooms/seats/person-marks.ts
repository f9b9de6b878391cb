import { createHash } from 'node:crypto'
import type { Credentials } from '../../../protocol/index.ts'
import type { ParticipantConnection } from '../ports/connection.ts'

/** By what somebody is known again who comes back. */
export interface PersonMarks {
  /** Subject of their account; null for a guest. */
  readonly account: string | null
  /** Hashes of the marks of their browsers: the first one and the newest; none when they show none. */
  readonly devices: readonly string[]
  /** Canonical network address; null while nobody has come yet, after a restart. */
  readonly address: string | null
}

// Windows of another browser, a phone; more are made up.
const DEVICES_MAX = 8

/** Of a seat to which nobody has come yet. */
export const NO_MARKS: PersonMarks = { account: null, devices: [], address: null }

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
    devices: credentials?.device === undefined ? [] : [hashDevice(credentials.device)],
    address: usage.address,
  }
}

/** Marks that are known from before, with what is known now laid over them. */
export function overlayMarks(before: PersonMarks, now: PersonMarks): PersonMarks {
  return {
    // The first one decides: another account that is shown later is no way out of a ban.
    account: before.account ?? now.account,
    devices: joinDevices(before.devices, now.devices),
    address: now.address ?? before.address,
  }
}

/** All of them: whoever shows another mark later is known by the former as well. */
function joinDevices(before: readonly string[], now: readonly string[]): string[] {
  const all = [...new Set([...before, ...now])]
  // An honest browser shows one, and the first is the one that a ban has to know.
  return all.length <= DEVICES_MAX ? all : [...all.slice(0, 1), ...all.slice(1 - DEVICES_MAX)]
}
