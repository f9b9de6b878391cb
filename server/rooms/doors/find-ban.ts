import type { StoredBan } from '../ports/policy-store.ts'
import type { PersonMarks } from '../seats/person-marks.ts'

/**
 * The ban that is meant for somebody who comes; undefined when none is. A ban that knows an account or a browser says
 * nothing of others behind the same address.
 */
export function findBan(bans: readonly StoredBan[], marks: PersonMarks): StoredBan | undefined {
  return bans.find(
    ({ account, device, address }) =>
      (account !== undefined && account === marks.account) ||
      (device !== undefined && device === marks.device) ||
      (account === undefined && device === undefined && address === marks.address),
  )
}

/**
 * Whether a ban is meant for somebody who has a seat. Others may be behind the same address, so it says who somebody
 * is only of those of whom nothing else is known.
 */
export function isMeantInside(ban: StoredBan, { account, device, address }: PersonMarks): boolean {
  if (account !== null && account === ban.account) return true
  if (device !== null && device === ban.device) return true
  return account === null && device === null && address !== null && address === ban.address
}
