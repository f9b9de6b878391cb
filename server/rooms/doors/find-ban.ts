import type { Ban } from '../../../protocol/index.ts'
import type { StoredBan } from '../ports/policy-store.ts'
import type { PersonMarks } from '../seats/person-marks.ts'

/** By what a ban knows somebody. */
export type BanMarks = Pick<StoredBan, 'account' | 'devices' | 'address'>

/** Whom bans by address are not meant for. */
export interface BanScope {
  /** They decide in the room by right: others behind their address keep none of them out. */
  readonly sparesAddress: boolean
}

/**
 * The ban that is meant for somebody who comes; undefined when none is. A ban that knows an account or a browser says
 * nothing of others behind the same address.
 */
export function findBan<B extends BanMarks>(
  bans: readonly B[],
  marks: PersonMarks,
  { sparesAddress }: BanScope,
): B | undefined {
  return bans.find(
    (ban) => isOfPerson(ban, marks) || (!sparesAddress && isByAddress(ban) && ban.address === marks.address),
  )
}

/**
 * Whether a ban is meant for somebody who has a seat. Others may be behind the same address, so it says who somebody
 * is only of those of whom nothing else is known.
 */
export function isMeantInside(ban: BanMarks, marks: PersonMarks, { sparesAddress }: BanScope): boolean {
  const { account, devices, address } = marks
  if (isOfPerson(ban, marks)) return true
  return (
    !sparesAddress && account === null && devices.length === 0 && address !== null && address === ban.address
  )
}

function isOfPerson(ban: BanMarks, { account, devices }: PersonMarks): boolean {
  return (
    (account !== null && account === ban.account) ||
    ban.devices?.some((device) => devices.includes(device)) === true
  )
}

function isByAddress({ account, devices }: BanMarks): boolean {
  return account === undefined && devices === undefined
}

/**
 * By what a ban would know somebody: the address only where nothing else is known, because others may be behind it.
 * Undefined where nothing is known at all.
 */
export function banMarksOf({ account, devices, address }: PersonMarks): BanMarks | undefined {
  if (account === null && devices.length === 0) return address === null ? undefined : { address }
  return {
    ...(account === null ? {} : { account }),
    ...(devices.length === 0 ? {} : { devices: [...devices] }),
  }
}

/** A ban as it is told: by what somebody is known, and never how that reads. */
export function describeBan({ id, name, at, by, account, devices, address }: StoredBan): Ban {
  return {
    id,
    name,
    at,
    by,
    marks: [
      ...(account === undefined ? [] : ['account' as const]),
      ...(devices === undefined ? [] : ['device' as const]),
      ...(address === undefined ? [] : ['address' as const]),
    ],
  }
}
